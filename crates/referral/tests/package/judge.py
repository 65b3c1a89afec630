"""Judges a package: arguments are the ZIP file, the folder it unpacks to, and the audience."""
import csv, json, pathlib, subprocess, sys, zipfile
import bagit

def tool(name):
    return str(pathlib.Path(sys.executable).parent / name)

package, bag, audience = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3]
with zipfile.ZipFile(package) as z:
    assert z.testzip() is None
    assert {i.compress_type for i in z.infolist()} == {zipfile.ZIP_STORED}
    assert {i.date_time for i in z.infolist()} == {(1980, 1, 1, 0, 0, 0)}

assert bagit.Bag(str(bag)).validate()
data = bag / "data"
if audience == "support":
    rows = list(csv.DictReader(open(data / "contacts.csv", newline="")))
    assert len(rows) == 3, rows
    if (data / "report.pdf").exists():
        import pypdf
        pages = pypdf.PdfReader(data / "report.pdf").pages
        text = "\n".join(p.extract_text() for p in pages)
        assert "+447700900123" in text and "eng, ron" in text, text
        # What a helper need not know, also not inside of what is compressed.
        for word in ("Annabella", "board.example", "R-1", "three names", "07700 900", "Evangeline", "7654321"):
            assert word not in text, word
    print("all good")
    sys.exit()

# WARC, by warcio: every record is read, and its digest holds.
import hashlib, io
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker
exhibits = {r["sha256"]: r for r in csv.DictReader(open(data / "exhibits.csv", newline=""))}
seen = 0
with open(data / "exhibits.warc.gz", "rb") as f:
    for record in ArchiveIterator(f, no_record_parse=True):
        block = record.raw_stream.read()
        assert hashlib.sha256(block).hexdigest() in exhibits
        seen += 1
assert seen == len(exhibits) == 6, seen
checked = subprocess.run(
    [tool("warcio"), "check", "-v", str(data / "exhibits.warc.gz")], capture_output=True,
    text=True)
assert checked.returncode == 0 and checked.stdout.count("digest pass") == 6, checked

# CASE and UCO, by the ontologies' own shapes; every term must be one of theirs.
import rdflib
from case_utils.ontology import __file__ as ontology
shapes = pathlib.Path(ontology).parent / "case-1.4.0.ttl"
known = rdflib.Graph().parse(shapes)
graph = rdflib.Graph().parse(data / "case.jsonld", format="json-ld")
assert len(graph) > 300, len(graph)
terms = set(graph.predicates()) | set(graph.objects(None, rdflib.RDF.type))
ours = [t for t in terms if "ontology" in str(t)]
assert len(ours) > 40, len(ours)
unknown = [t for t in ours if (t, None, None) not in known]
assert not unknown, unknown
assert not [t for t in terms if "victim" in str(t).lower()]
validated = subprocess.run(
    [tool("case_validate"), "--built-version", "case-1.4.0", str(data / "case.jsonld")],
    capture_output=True, text=True)
assert validated.returncode == 0 and "Conforms: True" in validated.stdout, validated

# STIX 2.1, by OASIS's validator and its library.
import stix2, stix2validator
bundle = stix2.parse((data / "stix.json").read_text())
kinds = [o["type"] for o in bundle.objects]
assert kinds.count("observed-data") == 6 and kinds.count("grouping") == 2, kinds
assert kinds.count("note") == 10 and kinds.count("user-account") == 5, kinds
options = stix2validator.ValidationOptions(version="2.1")
results = stix2validator.validate_file(str(data / "stix.json"), options)
assert results.is_valid, results.as_dict()
again = {o["id"]: o for o in json.loads((data / "stix.json").read_text())["objects"]}
for o in bundle.objects:
    if o["type"] in ("email-addr", "url", "domain-name", "user-account"):
        fresh = type(o)(**{k: v for k, v in o.items() if k in o._id_contributing_properties})
        assert fresh["id"] == o["id"], (fresh["id"], o["id"])

# MISP, by PyMISP with the published object definitions.
import pymisp
event = pymisp.MISPEvent()
event.from_json((data / "misp.json").read_text())
plain = json.loads((data / "misp.json").read_text())["Event"]
assert len(event.objects) == 2 + 10 + 6 + 3 and len(event.attributes) == 5, plain
uuids = {o["uuid"] for o in plain["Object"]}
relations = json.load(open(
    pathlib.Path(pymisp.__file__).parent / "data/misp-objects/relationships/definition.json"))
relations = {r["name"] for r in relations["values"]}
for o in plain["Object"]:
    strict = pymisp.MISPObject(o["name"], strict=True)
    assert strict.template_uuid == o["template_uuid"], o
    for a in o["Attribute"]:
        made = strict.add_attribute(a["object_relation"], value=a["value"])
        assert made.type == a["type"], (o["name"], a)
    strict.to_json()
    for r in o["ObjectReference"]:
        assert r["referenced_uuid"] in uuids and r["relationship_type"] in relations, r

# GraphML, by networkx.
import networkx
graph = networkx.read_graphml(data / "network.graphml")
kinds = sorted(d["kind"] for _, d in graph.nodes(data=True))
assert kinds.count("advert") == 6 and kinds.count("lead") == 2 and kinds.count("actor") == 2, kinds
weights = [d["weight_bits"] for *_, d in graph.edges(data=True) if "weight_bits" in d]
assert weights == [11.5], weights
assert networkx.is_connected(graph)

# CSV: no cell is a formula.
for name in ("adverts.csv", "mentions.csv", "reasons.csv", "exhibits.csv"):
    rows = list(csv.reader(open(data / name, newline="", encoding="utf-8")))
    assert len(rows) > 1 and len({len(r) for r in rows}) == 1, name
    assert not [c for r in rows for c in r if c[:1] in ("=", "+", "-", "@")], name

# PDF, where it was made: by pypdf.
report = data / "report.pdf"
if report.exists():
    import pypdf
    pdf = pypdf.PdfReader(report)
    text = "\n".join(p.extract_text() for p in pdf.pages)
    for word in ("L-1", "L-2", "Ann", "Ben", "07700 900123", "One phone with 3 names", "U+1F600"):
        assert word in text, (word, text)
    root = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and root["/Lang"] == "en", root
    sizes = {tuple(round(float(side)) for side in p.mediabox[2:]) for p in pdf.pages}
    assert sizes == {(595, 842)}, sizes  # A4
    for n, page in enumerate(pdf.pages, 1):
        assert f"Page {n} of {len(pdf.pages)}" in page.extract_text(), n
    xmp = root["/Metadata"].get_data().decode()
    assert "pdfaid:part" in xmp and "pdfuaid:part" in xmp, xmp
print("all good")
