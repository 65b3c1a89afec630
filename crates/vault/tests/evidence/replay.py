"""Replays segments with pywb: FOLDER URL... gives, as JSON, what pywb's index knows of each URL (time and
kind of each capture) and what it shows at each of those times."""

import json
import logging
import os
import subprocess
import sys

logging.disable(logging.CRITICAL)
folder, urls = sys.argv[1], sys.argv[2:]
os.chdir(folder)
manager = os.path.join(os.path.dirname(sys.executable), "wb-manager")
segments = sorted(name for name in os.listdir(".") if name.endswith(".warc.gz"))
quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "check": True}
subprocess.run([manager, "init", "c"], **quiet)
subprocess.run([manager, "add", "c", *segments], **quiet)

from gevent import monkey

monkey.patch_all()
from pywb.apps.frontendapp import FrontEndApp
from werkzeug.test import Client

client = Client(FrontEndApp(custom_config={"collections_root": "collections"}))
shown = []
for url in urls:
    listed = client.get("/c/cdx", query_string={"url": url, "output": "json"})
    for line in listed.get_data(as_text=True).splitlines():
        row = json.loads(line)
        page = client.get(f"/c/{row['timestamp']}id_/{url}")
        body = page.get_data().decode("utf-8", "replace")
        shown.append([url, row["timestamp"], row["mime"], page.status_code, body])
print(json.dumps(shown))
