//! An e-mail with an advert in it (RFC 5322, MIME): what a partner forwards, or a site sends to who has
//! asked to be told of new ones.

use crate::Found;
use crate::draft::Draft;
use crate::page::Page;
use crate::{main_text, visible};
use mail_parser::MessageParser;

/// Reads the advert of a message: its subject is the title, its body the text.
pub(crate) fn read(block: &[u8], found: &mut Found<'_>) {
    let Some(message) = MessageParser::default().parse(block) else {
        let hint = "save the message again as it was received (.eml), with its headers";
        found.defect("mail.unreadable", "this is no e-mail: it has no headers", hint);
        return;
    };
    let html = message.html_bodies().next().and_then(|part| part.text_contents());
    let plain = message.text_bodies().next().and_then(|part| part.text_contents());
    let is_page = message.html_bodies().next().is_some_and(|part| part.is_text_html());
    let text = match (plain.filter(|text| !text.trim().is_empty()), html.filter(|_| is_page)) {
        (_, Some(html)) => page_text(html),
        (Some(plain), None) => plain.trim().replace("\r\n", "\n"),
        (None, None) => String::new(),
    };
    if text.trim().is_empty() {
        let hint = "look at the exhibit: its words may be in a picture or an attachment";
        found.defect("mail.empty", "the message has no text", hint);
        return;
    }
    found.drafts.push(Draft {
        id: message.message_id().map(str::to_owned),
        title: message.subject().map(|subject| subject.trim().to_owned()),
        posted: message.date().map(|date| date.to_timestamp().saturating_mul(1000)),
        text,
        ..Draft::default()
    });
}

/// The words of a page in a message: its main text, or all that it shows.
fn page_text(html: &str) -> String {
    let page = Page::parse(html.as_bytes(), "text/html; charset=utf-8", "");
    let main = main_text::read(&page).map(|draft| draft.text);
    main.unwrap_or_else(|| visible::text(page.html.tree.root()))
}
