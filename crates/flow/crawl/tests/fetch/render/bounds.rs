//! Pages without end, and pages that want to talk.

use super::*;

const ENDLESS: &[(&str, &str, &str)] = &[
    ("/loop", "text/html", "<p>x<script>while(true){}</script>"),
    ("/after", "text/html", "<p>x<script>onload=()=>setTimeout(()=>{while(true){}},0)</script>"),
    (
        "/asks",
        "text/html",
        "<p>x<script>(async()=>{for(let n=0;;n++)await fetch('/n'+n)})()</script>",
    ),
    (
        "/eats",
        "text/html",
        "<p>x<script>let a=[];setInterval(()=>{for(let n=0;n<9;n++)\
        a.push(new Uint8Array(9e6).fill(7))},5)</script>",
    ),
    (
        "/grows",
        "text/html",
        "<p>x<script>let s='<b hidden>'+'x'.repeat(1e6)+'</b>';for(let n=0;n<9;n++)\
        document.body.insertAdjacentHTML('beforeend',s)</script>",
    ),
    ("/left", "text/html", "<p>x<script>onload=()=>{location='about:blank'}</script>"),
    (
        "/again",
        "text/html",
        "<p id=p>x<script>onload=()=>{p.textContent='stays';location.reload()}</script>",
    ),
    ("/file", "application/octet-stream", "x"),
];

#[tokio::test(flavor = "multi_thread")]
async fn a_script_without_end_is_given_up_in_time_and_nothing_is_left_of_it() {
    let server = board("<p>sound", ENDLESS).await;
    let short = |config: &mut render::Config| config.draw_time = Duration::from_secs(4);
    let Some(desk) = Desk::at("board.example", server.at, short).await else { return };
    for path in ["/loop", "/after"] {
        let begun = Instant::now();
        let (_, drawn) = desk.draw(path).await;
        assert!(matches!(drawn, Err(RenderError::Time(_))), "{path}: {drawn:?}");
        assert!(begun.elapsed() < Duration::from_secs(30), "{path}");
    }
    let folder = desk._folder.path();
    // Its processes end by themselves, a moment after the first.
    for _ in 0..100 {
        if processes(folder) == 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(processes(folder), 0);
    let (_, drawn) = desk.draw("/").await;
    assert!(drawn.unwrap().html.contains("sound"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_never_rests_is_drawn_as_it_is() {
    let server = board("<p>sound", ENDLESS).await;
    let terms = |config: &mut render::Config| {
        config.settle_time = Duration::from_secs(2);
        config.requests = 20;
    };
    let Some(desk) = Desk::at("board.example", server.at, terms).await else { return };
    let (_, drawn) = desk.draw("/asks").await;
    let drawn = drawn.unwrap();
    let given = drawn.requests.iter().filter(|asked| matches!(asked.fate, Fate::Given(_))).count();
    assert!((1..=20).contains(&given), "{given}");
    assert!(server.requests().len() <= 21, "{}", server.requests().len());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_eats_memory_or_is_too_large_is_given_up() {
    let server = board("<p>sound", ENDLESS).await;
    let terms = |config: &mut render::Config| {
        config.memory_bytes = 700 << 20;
        config.bytes = 4 << 20;
    };
    let Some(desk) = Desk::at("board.example", server.at, terms).await else { return };
    let (_, drawn) = desk.draw("/eats").await;
    // Chromium may end the page before we do.
    assert!(matches!(drawn, Err(RenderError::Memory(_) | RenderError::Ended)), "{drawn:?}");
    let (_, drawn) = desk.draw("/grows").await;
    assert!(matches!(drawn, Err(RenderError::Size(_) | RenderError::Ended)), "{drawn:?}");
    let (_, drawn) = desk.draw("/").await;
    assert!(drawn.unwrap().html.contains("sound"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_stays_the_page_that_was_asked_for() {
    let server = board("<p>sound", ENDLESS).await;
    let Some(desk) = Desk::at("board.example", server.at, |_| {}).await else { return };
    let (_, drawn) = desk.draw("/left").await;
    assert!(matches!(&drawn, Err(RenderError::Left(url)) if url == "about:blank"), "{drawn:?}");
    let (_, drawn) = desk.draw("/again").await;
    let drawn = drawn.unwrap();
    assert!(drawn.html.contains("stays"), "{}", drawn.html);
    // What is no page is neither drawn nor saved.
    let (_, drawn) = desk.draw("/file").await;
    assert!(matches!(drawn, Err(RenderError::NoPage(_))), "{drawn:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn dialogs_are_refused_and_permissions_are_not_given() {
    const PAGE: &str = "<p id=p>x<script>onbeforeunload=e=>{e.preventDefault();return 'stay'};\
        alert('one');const c=confirm('two'),q=prompt('three','four');\
        Promise.all([navigator.permissions.query({name:'geolocation'}),\
        navigator.permissions.query({name:'notifications'})]).then(a=>{\
        p.textContent=`${c} ${q} ${a.map(s=>s.state)}`})</script>";
    let server = board(PAGE, &[]).await;
    let Some(desk) = Desk::at("board.example", server.at, |_| {}).await else { return };
    for _ in 0..2 {
        let (_, drawn) = desk.draw("/").await;
        let drawn = drawn.unwrap();
        assert!(drawn.html.contains("false null denied,denied"), "{}", drawn.html);
        assert_eq!(drawn.dialogs, ["one", "two", "three"]);
    }
}
