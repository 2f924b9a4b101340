//! XML as these contracts use it, read with suspicion: UTF-8, no document type, no entity but the five everyone knows,
//! no processing instruction, bounded depth and numbers. Written by a writer, so that no text becomes markup.

use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};
use quick_xml::name::{Namespace, ResolveResult};
use quick_xml::{NsReader, Writer};
use std::io;

/// Deeper than this no contract goes.
const MOST_DEPTH: usize = 32;
/// More elements no answer about one person has.
const MOST_ELEMENTS: usize = 4096;
/// More attributes no element has.
const MOST_ATTRIBUTES: usize = 32;

/// An element with all that is in it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Element {
    /// Namespace; empty where there is none.
    pub(super) namespace: String,
    pub(super) name: String,
    /// Names as they are written, namespace declarations left out.
    attributes: Vec<(String, String)>,
    pub(super) children: Vec<Element>,
    /// Its own text, without that of the elements in it.
    text: String,
}

/// A text is no XML we take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum XmlError {
    /// Not well-formed, or not UTF-8.
    Malformed,
    /// A document type, an entity, a processing instruction.
    Forbidden,
    /// Too deep, too many.
    TooMuch,
}

impl Element {
    /// The root of a document.
    pub(super) fn read(document: &[u8]) -> Result<Element, XmlError> {
        let text = std::str::from_utf8(document).map_err(|_| XmlError::Malformed)?;
        let mut reader = NsReader::from_str(text.strip_prefix('\u{feff}').unwrap_or(text));
        reader.config_mut().expand_empty_elements = true;
        let mut open: Vec<Element> = Vec::new();
        let mut root = None;
        let mut elements = 0;
        loop {
            let (namespace, event) = reader.read_resolved_event().map_err(|_| XmlError::Malformed)?;
            match event {
                Event::Start(start) => {
                    elements += 1;
                    if open.len() == MOST_DEPTH || elements > MOST_ELEMENTS {
                        return Err(XmlError::TooMuch);
                    }
                    if root.is_some() {
                        return Err(XmlError::Malformed);
                    }
                    open.push(Element::of(&namespace, &start)?);
                }
                Event::End(_) => {
                    let element = open.pop().ok_or(XmlError::Malformed)?;
                    match open.last_mut() {
                        Some(parent) => parent.children.push(element),
                        None => root = Some(element),
                    }
                }
                Event::Text(more) => add_text(&mut open, &more.xml10_content())?,
                Event::CData(more) => add_text(&mut open, &more.xml10_content())?,
                Event::GeneralRef(name) => {
                    let letter = name.resolve_char_ref().map_err(|_| XmlError::Malformed)?;
                    let letter = letter.or_else(|| known(&name)).ok_or(XmlError::Forbidden)?;
                    add_text(&mut open, letter.encode_utf8(&mut [0; 4]))?;
                }
                Event::Decl(said) => in_utf8(&said)?,
                Event::Comment(_) => {}
                Event::DocType(_) | Event::PI(_) => return Err(XmlError::Forbidden),
                Event::Empty(_) => unreachable!("empty elements are told as their start and end"),
                Event::Eof if open.is_empty() => return root.ok_or(XmlError::Malformed),
                Event::Eof => return Err(XmlError::Malformed),
            }
        }
    }

    fn of(namespace: &ResolveResult<'_>, start: &BytesStart<'_>) -> Result<Element, XmlError> {
        let namespace = match namespace {
            ResolveResult::Bound(Namespace(namespace)) => (*namespace).to_owned(),
            ResolveResult::Unbound => String::new(),
            ResolveResult::Unknown(_) => return Err(XmlError::Malformed),
        };
        let mut attributes = Vec::new();
        // Whether a name comes twice is not looked for among any number of them.
        for (place, attribute) in start.attributes().with_checks(false).enumerate() {
            if place == MOST_ATTRIBUTES {
                return Err(XmlError::TooMuch);
            }
            let attribute = attribute.map_err(|_| XmlError::Malformed)?;
            if attribute.key.as_namespace_binding().is_none() {
                let value = attribute.normalized_value(quick_xml::XmlVersion::Explicit1_0);
                let value = value.map_err(|_| XmlError::Forbidden)?;
                attributes.push((attribute.key.0.to_owned(), value.into_owned()));
            }
        }
        Ok(Element { namespace, name: start.local_name().as_ref().to_owned(), attributes, ..Element::default() })
    }

    /// Whether it has this name in this namespace.
    pub(super) fn is(&self, namespace: &str, name: &str) -> bool {
        self.name == name && self.namespace == namespace
    }

    /// The first element of a name in it, of its own namespace.
    pub(super) fn child(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.is(&self.namespace, name))
    }

    /// The text of an element in it, white space at its ends left out; `None` where it is blank or not there.
    pub(super) fn text_of(&self, name: &str) -> Option<&str> {
        self.child(name).and_then(Element::text)
    }

    /// Its text, white space at its ends left out; `None` where it is blank.
    pub(super) fn text(&self) -> Option<&str> {
        Some(self.text.trim()).filter(|text| !text.is_empty())
    }

    /// An attribute without a namespace.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| &value[..])
    }
}

fn add_text(open: &mut [Element], text: &str) -> Result<(), XmlError> {
    match open.last_mut() {
        Some(element) => element.text.push_str(text),
        None if text.trim().is_empty() => {}
        None => return Err(XmlError::Malformed),
    }
    Ok(())
}

/// The entities every document has.
fn known(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => None,
    }
}

fn in_utf8(said: &BytesDecl<'_>) -> Result<(), XmlError> {
    match said.encoding() {
        None => Ok(()),
        Some(Ok(encoding)) if encoding.eq_ignore_ascii_case("utf-8") => Ok(()),
        Some(_) => Err(XmlError::Malformed),
    }
}

/// A document that is being written.
pub(super) struct Document(Writer<Vec<u8>>);

impl Document {
    /// Writes a document.
    pub(super) fn of(content: impl FnOnce(&mut Document) -> io::Result<()>) -> Vec<u8> {
        let mut document = Document(Writer::new(Vec::new()));
        let declared = document.0.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)));
        declared.and_then(|()| content(&mut document)).expect("memory takes everything");
        document.0.into_inner()
    }

    /// An element with others in it.
    pub(super) fn element(
        &mut self,
        name: &str,
        attributes: &[(&str, &str)],
        content: impl FnOnce(&mut Document) -> io::Result<()>,
    ) -> io::Result<()> {
        let mut start = BytesStart::new(name);
        for (name, value) in attributes {
            start.push_attribute((*name, &allowed(value)[..]));
        }
        self.0.write_event(Event::Start(start))?;
        content(self)?;
        self.0.write_event(Event::End(BytesEnd::new(name)))
    }

    /// An element with a text in it.
    pub(super) fn text(&mut self, name: &str, text: &str) -> io::Result<()> {
        self.element(name, &[], |inside| inside.0.write_event(Event::Text(BytesText::new(&allowed(text)))))
    }

    /// The same, where there is a text.
    pub(super) fn text_if(&mut self, name: &str, text: Option<&str>) -> io::Result<()> {
        text.map_or(Ok(()), |text| self.text(name, text))
    }
}

/// What XML cannot say, however it is written, becomes a space.
fn allowed(text: &str) -> String {
    let may = |letter: char| {
        matches!(letter, '\t' | '\n' | '\r') || (letter >= ' ' && !matches!(letter, '\u{fffe}' | '\u{ffff}'))
    };
    text.chars().map(|letter| if may(letter) { letter } else { ' ' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str) -> Vec<u8> {
        Document::of(|document| document.element("a", &[("xmlns", "n"), ("k", text)], |inside| inside.text("b", text)))
    }

    #[test]
    fn whatever_is_written_is_read_as_it_was() {
        for text in ["Nguyễn Thị Hoà", "</b><b>2", "&amp;<![CDATA[x]]>", "\"'>", "]]>", "<!DOCTYPE a>", "&x;"] {
            let root = Element::read(&written(text)).unwrap();
            assert!(root.is("n", "a"));
            assert_eq!((root.text_of("b"), root.attribute("k")), (Some(text), Some(text)));
            assert_eq!(root.children.len(), 1);
        }
        let root = Element::read(&written("a\u{0}b\u{b}\u{ffff}")).unwrap();
        assert_eq!(root.text_of("b"), Some("a b"));
    }

    #[test]
    fn what_may_hurt_or_is_none_is_refused() {
        let laughs = "<!DOCTYPE l [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;\">]><l>&b;</l>";
        let outside = "<!DOCTYPE l SYSTEM \"file:///etc/passwd\"><l/>";
        let deep = format!("{}{}", "<a>".repeat(40), "</a>".repeat(40));
        let many = format!("<a>{}</a>", "<b/>".repeat(5000));
        let wide = format!("<a {}/>", (0..40).map(|place| format!("k{place}='' ")).collect::<String>());
        let rows = [
            (laughs, XmlError::Forbidden),
            (outside, XmlError::Forbidden),
            ("<a>&b;</a>", XmlError::Forbidden),
            ("<a k='&b;'/>", XmlError::Forbidden),
            ("<?xml-stylesheet href='x'?><a/>", XmlError::Forbidden),
            (&deep, XmlError::TooMuch),
            (&many, XmlError::TooMuch),
            (&wide, XmlError::TooMuch),
            ("", XmlError::Malformed),
            ("<a>", XmlError::Malformed),
            ("<a></b>", XmlError::Malformed),
            ("<a/><a/>", XmlError::Malformed),
            ("<a/>x", XmlError::Malformed),
            ("<x:a/>", XmlError::Malformed),
            ("<a>&#0;</a>", XmlError::Malformed),
            ("<?xml version='1.0' encoding='utf-16'?><a/>", XmlError::Malformed),
        ];
        for (document, error) in rows {
            assert_eq!(Element::read(document.as_bytes()), Err(error), "{}", &document[..document.len().min(60)]);
        }
        assert_eq!(Element::read(b"<a>\xff</a>"), Err(XmlError::Malformed));
    }

    #[test]
    fn elements_are_known_by_namespace_and_name() {
        let document = "\u{feff}<?xml version=\"1.0\" encoding=\"UTF-8\"?><!-- x --><p:a xmlns:p='n'> <b xmlns='m'>1</b><p:b>2 &lt; <![CDATA[3]]></p:b></p:a>\n";
        let root = Element::read(document.as_bytes()).unwrap();
        assert_eq!(root.text_of("b"), Some("2 < 3"));
        assert_eq!((root.children[0].namespace.as_str(), root.text()), ("m", None));
    }
}
