"""Scrapy over the made-up web: follows every link of its hosts, once each, and keeps nothing.

Arguments: address of the server, seeds as a file of lines, pages. Sites are told apart by the Host
header, so that no name service is needed; that is all that differs from a spider as its tutorial has it.
"""

import sys
from urllib.parse import urljoin, urlsplit, urlunsplit

import scrapy
from scrapy.crawler import CrawlerProcess
from scrapy.linkextractors import LinkExtractor

SERVER, SEEDS, PAGES = sys.argv[1], sys.argv[2], int(sys.argv[3])


class Town(scrapy.Spider):
    name = "town"
    links = LinkExtractor()

    async def start(self):
        self.seen, self.hosts = set(), set()
        with open(SEEDS) as seeds:
            urls = seeds.read().split()
        for url in urls:
            self.hosts.add(urlsplit(url).netloc)
        for url in urls:
            yield self.ask(url)

    def ask(self, url):
        self.seen.add(url)
        parts = urlsplit(url)
        there = urlunsplit(("http", SERVER, parts.path, parts.query, ""))
        return scrapy.Request(
            there, headers={"Host": parts.netloc}, meta={"url": url, "handle_httpstatus_all": True},
            dont_filter=True,
        )

    def parse(self, response):
        base = response.meta["url"]
        if not isinstance(response, scrapy.http.HtmlResponse):
            return
        for link in self.links.extract_links(response.replace(url=base)):
            url = urljoin(base, link.url)
            if urlsplit(url).netloc in self.hosts and url not in self.seen:
                yield self.ask(url)


process = CrawlerProcess(
    {
        "LOG_LEVEL": "ERROR",
        "ROBOTSTXT_OBEY": False,
        "CONCURRENT_REQUESTS": 64,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 64,
        "DOWNLOAD_DELAY": 0,
        "CLOSESPIDER_PAGECOUNT": PAGES,
        "TELNETCONSOLE_ENABLED": False,
        "RETRY_ENABLED": False,
        "REDIRECT_ENABLED": False,
        "COOKIES_ENABLED": False,
    }
)
crawler = process.create_crawler(Town)
process.crawl(crawler)
process.start()
print(crawler.stats.get_value("response_received_count"))
