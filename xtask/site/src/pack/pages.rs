//! `pages/`: a small library's catalogue, for workloads to crawl.
//!
//! Its links are what crawlers meet: cycles, fragments, a `base`, a page that is missing, and links elsewhere. From
//! `index.html`, 1, 7, 32, 38, 39 and 40 pages are at most 0 to 5 links away; one more is six links away.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

/// A shelf: the name of its page, its title, and its books, the last of which only other books tell of.
type Shelf = (&'static str, &'static str, [Book; 6]);

/// A book: the name of its page, its title, who wrote it, and what it is about.
type Book = (&'static str, &'static str, &'static str, &'static str);

#[rustfmt::skip]
const SHELVES: [Shelf; 5] = [
    ("rivers", "Rivers and harbours", [
        ("slow-water", "Slow Water", "Ida Vetterli", "A ferryman keeps a diary of one river for thirty years."),
        ("harbour-lights", "Harbour Lights", "Tomas Quill", "Eleven lighthouses, and who lit them."),
        ("the-ninth-lock", "The Ninth Lock", "Marit Osei", "A canal is dug by people who never agree on anything else."),
        ("tide-tables", "Tide Tables for Beginners", "J. R. Penhallow", "What the moon does, twice a day, to a small pier."),
        ("reed-songs", "Reed Songs", "Anouk Dray", "Forty songs that boatmen sang to keep time."),
        ("under-the-weir", "Under the Weir", "Ida Vetterli", "What was found when the river was let down."),
    ]),
    ("weather", "Weather", [
        ("a-year-of-fog", "A Year of Fog", "Bertil Noon", "Three hundred and sixty-five mornings, most of them grey."),
        ("barometer", "The Borrowed Barometer", "Clara Whin", "A village forecasts its own weather, with mixed results."),
        ("hail", "Hail", "O. Marchetti", "A short history of things that fall."),
        ("snow-ledger", "The Snow Ledger", "Ruta Halloran", "A station master counts the flakes that stop the trains."),
        ("south-wind", "South Wind, Closed Shutters", "Pia Lorenz", "Headaches, poetry and roofs."),
        ("cloud-names", "The Naming of Clouds", "Bertil Noon", "How the sky was put into Latin."),
    ]),
    ("machines", "Machines and their keepers", [
        ("the-patient-loom", "The Patient Loom", "Hedda Szabo", "A weaver teaches a machine to wait."),
        ("night-shift", "Night Shift at the Exchange", "Leo Tamm", "One operator, forty lines, and never a moment to block."),
        ("small-engines", "Small Engines", "Nora Akande", "Repairs that can be done on a kitchen table."),
        ("clockwork-weather", "Clockwork Weather", "Emil Strand", "The planetarium that ran eleven minutes fast."),
        ("two-hands", "Two Hands, One Lever", "Hedda Szabo", "On taking turns, and what happens without."),
        ("the-idle-wheel", "The Idle Wheel", "Leo Tamm", "In praise of the part that does nothing."),
    ]),
    ("gardens", "Gardens", [
        ("walls-of-pears", "Walls of Pears", "Juno Pettibone", "Fruit trees, trained with string and argument."),
        ("moss", "Moss", "Ansel Ruud", "The slowest book in this library."),
        ("allotments", "Allotment Letters", "Greta Moon", "Neighbours write to each other about slugs."),
        ("glasshouse", "The Glasshouse Keys", "Dora Finch", "A palm, a boiler, and the winter it went out."),
        ("seed-thief", "The Seed Thief", "Juno Pettibone", "Ten bean varieties and how they travelled."),
        ("night-garden", "The Garden at Night", "Ansel Ruud", "Moths, mostly."),
    ]),
    ("maps", "Maps and wrong turnings", [
        ("paper-roads", "Paper Roads", "Ewan Strick", "Streets that mapmakers invented to catch each other."),
        ("the-long-mile", "The Long Mile", "Sofia Brandt", "Every town had its own, and this one's was longest."),
        ("compass-rose", "A Compass Rose for Ada", "Mina Farrow", "A child draws the way to school."),
        ("blank-spaces", "Blank Spaces", "Ewan Strick", "What was left white, and why."),
        ("signposts", "Signposts of the North", "Kari Lund", "A hundred of them, nine of them wrong."),
        ("lost-property", "Lost Property of the Ordnance Office", "Mina Farrow", "Boots, a theodolite, one brigadier."),
    ]),
];

/// The years of the old ledgers, each of which tells of the next.
const LEDGERS: [u16; 4] = [1851, 1852, 1853, 1854];

/// Writes the pages into the folder `pages` of the site.
pub fn write(site: &Path) -> Result<()> {
    for (name, html) in pages() {
        let file = site.join("pages").join(name);
        let folder = file.parent().context("a page is in a folder")?;
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        fs::write(&file, html).with_context(|| format!("cannot write {}", file.display()))?;
    }
    Ok(())
}

/// All pages, each with its path.
fn pages() -> Vec<(String, String)> {
    let mut pages = vec![("index.html".to_owned(), index()), ("about.html".to_owned(), about())];
    pages.extend(SHELVES.iter().map(|shelf| (format!("shelves/{}.html", shelf.0), shelf_page(shelf))));
    for (shelf, next) in SHELVES.iter().zip(SHELVES.iter().cycle().skip(1)) {
        let books = shelf.2.iter().enumerate();
        pages.extend(books.map(|(place, book)| (format!("books/{}.html", book.0), book_page(shelf, next, place))));
    }
    let ledgers = LEDGERS.iter().enumerate();
    pages.extend(ledgers.map(|(place, year)| (format!("ledgers/{year}.html"), ledger_page(place))));
    pages
}

fn page(title: &str, head: &str, body: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>{title}</title>\n{head}\
         <style>body {{ max-width: 40rem; margin: 2rem auto; padding: 0 1rem; font: 1.1rem/1.5 Georgia, serif }}</style>\n\
         </head>\n<body>\n<h1 id=\"top\">{title}</h1>\n{body}</body>\n</html>\n"
    )
}

fn link(to: &str, text: &str) -> String {
    format!("<a href=\"{to}\">{text}</a>")
}

/// A list of links.
fn list(links: impl Iterator<Item = String>) -> String {
    let items = links.fold(String::new(), |mut items, link| {
        // Writing to a string does not fail.
        let _ = writeln!(items, "<li>{link}</li>");
        items
    });
    format!("<ul>\n{items}</ul>\n")
}

fn index() -> String {
    let shelves = list(SHELVES.iter().map(|(name, title, _)| link(&format!("shelves/{name}.html"), title)));
    let body = format!(
        "<p>Thirty books, five shelves, one chair. Open on {}.</p>\n{shelves}<p>{} · {} · {}</p>\n\
         <p id=\"hours\">Tuesdays, from two until the kettle is empty.</p>\n",
        link("#hours", "some days"),
        link("about.html", "About this library"),
        link("https://www.iana.org/help/example-domains", "Our neighbours"),
        link("mailto:desk@library.example", "Write to the desk"),
    );
    page("The Library of Lower Windmere", "", &body)
}

fn about() -> String {
    let body = format!(
        "<p>Nothing here is real: these pages are made to be crawled. They link to {}, to {}, and to {}, which somebody \
         has lost.</p>\n",
        link("index.html#top", "where you came from"),
        link("./about.html#top", "themselves"),
        link("lost-and-found.html", "a page"),
    );
    page("About this library", "", &body)
}

/// The last book of a shelf is not in its list.
fn shelf_page((name, title, books): &Shelf) -> String {
    // One shelf says once what all its links are relative to.
    let (head, before) = match *name {
        "weather" => ("<base href=\"../books/\">\n", ""),
        _ => ("", "../books/"),
    };
    let listed = books.iter().take(books.len() - 1);
    let books = list(
        listed.map(|(name, title, author, _)| format!("{}, by {author}", link(&format!("{before}{name}.html"), title))),
    );
    page(title, head, &format!("{books}<p>{}</p>\n", link("../index.html", "All shelves")))
}

/// A book tells of the one behind it on its shelf, and of one on the next shelf: round and round.
fn book_page((shelf, shelf_title, books): &Shelf, (_, _, next): &Shelf, place: usize) -> String {
    let (name, title, author, about) = books[place];
    let behind = books[(place + 1) % books.len()];
    // Nobody tells of the last book of another shelf.
    let beside = next[place % (next.len() - 1)];
    let see = [behind, beside].map(|(name, title, ..)| link(&format!("{name}.html#top"), title));
    let ledger = match name {
        "the-long-mile" => format!("<p>It was bought in {}.</p>\n", link("../ledgers/1851.html", "1851")),
        _ => String::new(),
    };
    let body = format!(
        "<p>{author}</p>\n<p>{about}</p>\n{ledger}<p>See also</p>\n{}<p>Shelf: {}</p>\n",
        list(see.into_iter()),
        link(&format!("../shelves/{shelf}.html"), shelf_title),
    );
    page(title, "", &body)
}

fn ledger_page(place: usize) -> String {
    let year = LEDGERS[place];
    let next = LEDGERS.get(place + 1).map_or_else(
        || "<p>Here the ledgers end.</p>\n".to_owned(),
        |next| format!("<p>{}</p>\n", link(&format!("{next}.html"), &format!("Continued in {next}"))),
    );
    let body = format!("<p>Bought: {} books. Mended: one chair.</p>\n{next}", 7 + place);
    page(&format!("Ledger of {year}"), "", &body)
}

#[cfg(test)]
mod tests {
    use std::collections::{HashMap, HashSet};

    use super::*;

    /// The pages that a page links to, as paths; those elsewhere and fragments of its own are left out.
    fn targets(path: &str, html: &str) -> Vec<String> {
        let base = html.split("<base href=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default();
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let links = html.split("<a href=\"").skip(1).filter_map(|rest| rest.split('"').next());
        let inside = links.filter(|link| !link.contains(':') && !link.starts_with('#'));
        let resolve = |link: &str| {
            let mut path: Vec<&str> = folder.split('/').filter(|name| !name.is_empty()).collect();
            for name in base.split('/').chain(link.split('#').next().unwrap_or_default().split('/')) {
                match name {
                    "" | "." => {}
                    ".." => drop(path.pop()),
                    name => path.push(name),
                }
            }
            path.join("/")
        };
        inside.map(resolve).collect()
    }

    #[test]
    fn pages_are_as_far_from_the_first_as_is_said() {
        let pages: HashMap<String, String> = pages().into_iter().collect();
        assert_eq!(pages.len(), 41);
        let mut known = HashSet::from(["index.html".to_owned()]);
        let mut missing = HashSet::new();
        let mut counts = Vec::new();
        let mut level = known.clone();
        while !level.is_empty() {
            counts.push(known.len());
            let targets = level.iter().flat_map(|path| targets(path, &pages[path]));
            let (found, lost): (HashSet<_>, HashSet<_>) = targets.partition(|path| pages.contains_key(path));
            missing.extend(lost);
            level = found.difference(&known).cloned().collect();
            known.extend(level.clone());
        }
        assert_eq!(counts, [1, 7, 32, 38, 39, 40, 41]);
        assert_eq!(missing, HashSet::from(["lost-and-found.html".to_owned()]));
    }
}
