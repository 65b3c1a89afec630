// The chart of a ring that can be walked and moved. It reads the table under the drawing, so that the
// two always say the same, and takes every place from there: the picture is the one on paper. What is
// opened or filtered comes as the page that its address gives. The page is whole without this file.
import cytoscape from "/static/vendor/cytoscape.esm.min.mjs";

const SHAPES = {
  actor: "ellipse", line: "polygon", selector: "diamond", payment: "round-rectangle",
  template: "rectangle", adverts: "hexagon", place: "triangle",
};
const HUES = { line: "actor", payment: "selector" };
const still = matchMedia("(prefers-reduced-motion: reduce)");
const dark = matchMedia("(prefers-color-scheme: dark)");
const find = (what, of = document) => of.querySelector(what);
const all = (what) => [...document.querySelectorAll(what)];

const live = document.createElement("div");
live.id = "graph-live";
live.innerHTML = `<div class="line" role="group" aria-label="Chart">
<button type="button" data-do="in">Larger</button><button type="button" data-do="out">Smaller</button>
<button type="button" data-do="fit">Whole</button>
<button type="button" data-do="back">Places as on paper</button>
<button type="button" data-do="drawing" aria-pressed="false">Drawing</button></div>
<div id="graph-canvas" tabindex="0" role="application" aria-describedby="graph-keys"></div>
<p id="graph-keys" class="facts">Arrow keys: down goes along the strongest tie, left and right to the
next tie of the same node, up goes back. Enter opens what is folded, or shows a tie's evidence. With
Shift the arrows move a node.</p>`;
const canvas = find("#graph-canvas", live);
canvas.setAttribute("aria-label", "Who is tied to whom, chart");

const pinned = new Map();
let cy;
// Nodes that were walked through; the last is where we are.
let way = [];

const read = () => {
  const nodes = all("#graph-nodes tbody tr").map((row) => {
    const { id, kind, x, y, r, folded, pile, label, say } = row.dataset;
    const more = Number(folded) > 0 && pile !== "true" ? ` +${folded}` : "";
    const place = pinned.get(id) ?? { x: Number(x), y: Number(y) };
    const data = { id, kind, r: Number(r), label: label + more, say, folded: Number(folded), row: row.id };
    return { group: "nodes", data, position: { ...place } };
  });
  const edges = all("#graph-ties tbody tr").map((row) => {
    const { from, to, bits, inferred } = row.dataset;
    const data = { id: row.id, source: from, target: to, bits: Number(bits), inferred, row: row.id };
    return { group: "edges", data };
  });
  return [...nodes, ...edges];
};

const style = () => {
  const of = getComputedStyle(canvas);
  const ink = (name) => of.getPropertyValue(`--${name}`).trim();
  const kinds = Object.keys(SHAPES).map((kind) => {
    const hue = HUES[kind] ?? kind;
    return {
      selector: `node[kind="${kind}"]`,
      style: {
        shape: SHAPES[kind], "background-color": ink(`${hue}-pale`), "border-color": ink(hue),
        height: (n) => n.data("r") * (kind === "payment" ? 1.2 : 2),
      },
    };
  });
  return [
    {
      selector: "node",
      style: {
        width: (n) => n.data("r") * 2, height: (n) => n.data("r") * 2, "border-width": 1.8,
        "shape-polygon-points": "0 1 0.9 -0.6 -0.9 -0.6", label: "data(label)", color: ink("ink"),
        "font-size": 11, "text-valign": "bottom", "text-margin-y": 2, "text-wrap": "wrap",
        "text-max-width": 130, "text-outline-color": ink("paper"), "text-outline-width": 2,
        "min-zoomed-font-size": 6,
      },
    },
    ...kinds,
    { selector: "node[folded > 0]", style: { "border-style": "double", "border-width": 4 } },
    {
      selector: "edge",
      style: {
        width: (e) => 1 + 5 * Math.min(Math.max(e.data("bits"), 0) / 20, 1),
        "line-color": ink("soft"), "curve-style": "bezier", "control-point-step-size": 22,
      },
    },
    { selector: "edge[bits >= 10]", style: { "line-color": ink("ink") } },
    { selector: "edge[inferred='true']", style: { "line-style": "dashed" } },
    { selector: "edge[bits < 0]", style: { "line-style": "dotted", "line-color": ink("selector") } },
    { selector: ".far", style: { opacity: 0.25 } },
    { selector: "node.here", style: { "border-color": ink("ink"), "border-width": 5 } },
    { selector: "edge.here", style: { "line-color": ink("blue"), width: 6 } },
  ];
};

// The sentence of a node or tie, with a link to what it rests on.
const say = (words, link) => {
  const place = find("#graph-say");
  place.textContent = words;
  if (!link) return;
  const anchor = document.createElement("a");
  anchor.href = link.href;
  anchor.textContent = link.words;
  place.append(" ", anchor);
};

const told = (edge) => {
  const cells = [...document.getElementById(edge.data("row")).cells].map((c) => c.textContent.trim());
  const [, from, to, bits, seen, how, why] = cells;
  const kind = find("th a", document.getElementById(edge.data("row"))).firstChild.textContent.trim();
  return `${kind} between ${from} and ${to}, ${bits} bits, ${how}${seen && `, ${seen}`}: ${why}`;
};

// Marks a node or tie in the chart and in the table.
const mark = (item) => {
  cy.elements().removeClass("here far");
  all("#graph-table .selected").forEach((row) => row.classList.remove("selected"));
  if (!item) return;
  const near = item.isNode() ? item.closedNeighborhood() : item.connectedNodes().union(item);
  cy.elements().difference(near).addClass("far");
  item.addClass("here");
  document.getElementById(item.data("row"))?.classList.add("selected");
};

const show = (node, edge, at) => {
  mark(node);
  edge?.addClass("here");
  const link = find("td a", document.getElementById(node.data("row")));
  const along = edge ? `Along ${told(edge)}. ` : "";
  const opens = link && { href: link.href, words: `Open: ${link.firstChild.textContent.trim()}` };
  say(`${along}${node.data("say")}${at ? ` (${at})` : ""}.`, opens);
  const box = cy.extent();
  const { x, y } = node.position();
  if (x < box.x1 || x > box.x2 || y < box.y1 || y > box.y2) cy.center(node);
};

const showTie = (edge) => {
  mark(edge);
  const link = find("th a", document.getElementById(edge.data("row")));
  say(`${told(edge)}.`, { href: link.href, words: "Evidence" });
};

// Ties of a node, strongest first: the order of the table.
const ties = (node) => node.connectedEdges().toArray().sort((a, b) =>
  Number(a.id().slice(4)) - Number(b.id().slice(4)));

const step = (by) => {
  const here = way.at(-1);
  const from = way.at(-2);
  if (!here) return start(cy.nodes()[0]);
  if (by === "up") {
    if (way.length > 1) way.pop();
    return show(way.at(-1).node, way.at(-1).edge);
  }
  if (by !== "down" && !from) {
    const nodes = cy.nodes().toArray();
    const next = (nodes.indexOf(here.node) + by + nodes.length) % nodes.length;
    return start(nodes[next], `${next + 1} of ${nodes.length}`);
  }
  const base = by === "down" ? here : from;
  const own = ties(base.node);
  if (own.length === 0) return undefined;
  // Onward, not back along the tie that led here, unless there is no other.
  const onward = Math.max(0, own.findIndex((edge) => edge !== here.edge));
  const next = by === "down" ? onward : (own.indexOf(here.edge) + by + own.length) % own.length;
  const edge = own[next];
  const node = edge.source().same(base.node) ? edge.target() : edge.source();
  if (by !== "down") way.pop();
  way.push({ node, edge });
  return show(node, edge, `${next + 1} of ${own.length}`);
};

const start = (node, at) => {
  if (!node) return;
  way = [{ node }];
  show(node, null, at);
};

const enter = () => {
  const here = way.at(-1);
  if (!here) return;
  const opens = find("td a", document.getElementById(here.node.data("row")));
  if (opens) go(opens.href);
  else if (here.edge) location.assign(find("th a", document.getElementById(here.edge.data("row"))).href);
};

const pin = (node, by) => {
  const { x, y } = node.position();
  pinned.set(node.id(), { x: x + by[0], y: y + by[1] });
  node.position(pinned.get(node.id()));
};

const KEYS = { ArrowDown: "down", ArrowUp: "up", ArrowRight: 1, ArrowLeft: -1 };
const PUSH = { ArrowDown: [0, 10], ArrowUp: [0, -10], ArrowRight: [10, 0], ArrowLeft: [-10, 0] };
canvas.addEventListener("keydown", (e) => {
  if (e.ctrlKey || e.metaKey || e.altKey) return;
  if (e.shiftKey && PUSH[e.key] && way.length) pin(way.at(-1).node, PUSH[e.key]);
  else if (KEYS[e.key] !== undefined) step(KEYS[e.key]);
  else if (e.key === "Home") start(cy.nodes()[0]);
  else if (e.key === "Enter") enter();
  else if (e.key === "Escape") (way = []), mark(null), say("");
  else return;
  e.preventDefault();
});

// All of it, but no larger than it is drawn on paper: names of a few nodes would run into each other.
const whole = () => {
  cy.fit(undefined, 24);
  if (cy.zoom() > 1) {
    cy.zoom(1);
    cy.center();
  }
};
const zoom = (by) => cy.zoom({ level: cy.zoom() * by, renderedPosition: { x: cy.width() / 2, y: cy.height() / 2 } });
const DO = {
  in: () => zoom(1.25),
  out: () => zoom(0.8),
  fit: whole,
  back: () => (pinned.clear(), draw()),
  drawing: (button) => {
    const shown = find("#graph").classList.toggle("live");
    canvas.hidden = !shown;
    button.setAttribute("aria-pressed", String(!shown));
    if (shown) cy.resize();
  },
};
live.addEventListener("click", (e) => {
  const button = e.target.closest("[data-do]");
  if (button) DO[button.dataset.do](button);
});

const draw = () => {
  const here = way.at(-1)?.node.id();
  const was = new Map(cy.nodes().map((n) => [n.id(), { ...n.position() }]));
  const elements = read();
  cy.elements().remove();
  cy.add(elements);
  whole();
  if (was.size && !still.matches) {
    cy.nodes().forEach((n) => {
      const to = { ...n.position() };
      const from = was.get(n.id());
      if (from) n.position(from).animate({ position: to }, { duration: 250 });
    });
  }
  way = [];
  const again = here === undefined ? null : cy.getElementById(here);
  if (again?.length) start(again);
};

// Goes to another view of the ring: its page's section takes the place of this one.
const go = async (address, back = false) => {
  try {
    const answer = await fetch(address);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const next = find("#graph", page);
    if (!answer.ok || !next) throw new Error(answer.statusText);
    const focused = live.contains(document.activeElement);
    const opened = find("#graph-table").open;
    find("h1").textContent = find("h1", page).textContent;
    find("#graph").replaceWith(document.adoptNode(next));
    find("#graph-table").open = opened;
    if (!back) history.pushState(null, "", address);
    put();
    if (focused) canvas.focus();
    else find("#h-graph").focus();
  } catch {
    location.assign(address);
  }
};

const put = () => {
  const section = find("#graph");
  find("#graph-chart").before(live);
  section.classList.toggle("live", !canvas.hidden);
  find("#h-graph").tabIndex = -1;
  section.addEventListener("click", (e) => {
    const link = e.target.closest("a");
    const view = link && new URL(link.href).pathname === location.pathname && link.hash === "#graph";
    if (!view || e.ctrlKey || e.metaKey || e.shiftKey) return;
    e.preventDefault();
    go(link.href);
  });
  find("#graph-filter").addEventListener("submit", (e) => {
    e.preventDefault();
    const asked = [...new FormData(e.target)].filter(([, value]) => value !== "");
    go(`${location.pathname}?${new URLSearchParams(asked)}#graph`);
  });
  draw();
};

if (find("#graph-nodes tbody tr")) {
  find("#graph-chart").before(live);
  cy = cytoscape({
    container: canvas, style: style(), layout: { name: "preset" }, userZoomingEnabled: false,
    minZoom: 0.2, maxZoom: 5, selectionType: "single", boxSelectionEnabled: false,
  });
  put();
  cy.on("tap", "node", (e) => start(e.target));
  cy.on("dbltap", "node", enter);
  cy.on("tap", "edge", (e) => showTie(e.target));
  cy.on("dragfree", "node", (e) => pinned.set(e.target.id(), { ...e.target.position() }));
  dark.addEventListener("change", () => cy.style(style()));
  addEventListener("popstate", () => go(location.href, true));
}
