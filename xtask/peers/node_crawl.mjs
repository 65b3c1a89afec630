// The package `crawler` of npm over the made-up web: follows every link of its hosts, once each, and
// keeps nothing. Arguments: address of the server, seeds as a file of lines, pages.
import { readFileSync } from "node:fs";
import Crawler from "crawler";

const [server, file, most] = process.argv.slice(2);
const seeds = readFileSync(file, "utf8").split(/\s+/).filter(Boolean);
const hosts = new Set(seeds.map((url) => new URL(url).host));
const seen = new Set();
let asked = 0, got = 0;

const crawler = new Crawler({
  maxConnections: 64,
  rateLimit: 0,
  retries: 0,
  jQuery: true,
  callback: (error, res, done) => {
    got += 1;
    if (!error && res.$) {
      const base = res.options.userParams.url;
      res.$("a[href]").each((_, a) => {
        try { ask(new URL(res.$(a).attr("href"), base)); } catch { /* no address */ }
      });
    }
    done();
  },
});

function ask(url) {
  url.hash = "";
  if (!hosts.has(url.host) || seen.has(url.href) || asked >= most) return;
  seen.add(url.href);
  asked += 1;
  crawler.add({
    url: `http://${server}${url.pathname}${url.search}`,
    headers: { host: url.host },
    userParams: { url: url.href },
    followRedirect: false,
  });
}

crawler.on("drain", () => { console.log(got); process.exit(0); });
seeds.forEach((seed) => ask(new URL(seed)));
