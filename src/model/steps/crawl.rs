//! Reads a page and those it links to, level by level.
//!
//! A level is read whole before the next begins, so what is read depends on the pages alone and not on which of them
//! answers first.

use std::{cell::RefCell, collections::HashSet, rc::Rc};

use super::{Failure, Outcome, compute, foretold};
use crate::{
    io::{Address, FetchError, Io},
    model::{
        children::{Children, Until},
        strand::{PartOf, Strand},
    },
    runtime::Semaphore,
    step::{Crawl, Value, links::Links},
    trace::Kind,
};

/// The most pages that one crawl asks for.
const PAGES: usize = 1_000;

/// Reads pages as `crawl` says; comes to how many it read.
pub(super) async fn crawl(strand: &Strand, step: u16, crawl: &Crawl) -> Outcome {
    let first = strand.run().io().resolve(&crawl.url, None).map_or_else(|| crawl.url.clone(), |first| first.url);
    let mut frontier = Frontier::starting_at(&first);
    let permits = Semaphore::new(crawl.at_once);
    let mut level = vec![first];
    let (mut pages, mut unread) = (0, Vec::new());
    for depth in 0..=crawl.depth {
        let mut next = Vec::new();
        for answer in read(strand, step, level, &permits).await? {
            match answer {
                Ok(page) => {
                    pages += 1;
                    frontier.arrive(&page.at);
                    strand.run().read_page(strand.task_number(), page.at.url, depth);
                    let links = page.links.into_iter().filter(|link| depth < crawl.depth && frontier.admits(link));
                    next.extend(links.map(|link| link.url));
                }
                Err(error) if depth == 0 => return Err(error.into()),
                Err(error) => unread.push(error),
            }
        }
        if depth == 0 && crawl.depth > 0 {
            next.extend(foretold::other_pages(strand, step, &crawl.url));
        }
        if next.is_empty() {
            break;
        }
        level = next;
    }
    tell(strand, &crawl.url, &frontier, &unread);
    let pages = Value::Number(pages);
    strand.keep(&pages);
    Ok(pages)
}

/// Says of the run what the number of pages does not.
fn tell(strand: &Strand, url: &str, frontier: &Frontier, unread: &[FetchError]) {
    if let Some(first) = unread.first() {
        let all = unread.len();
        strand.run().report(format!("The crawl from {url} left out {all} of its pages: {first}."));
    }
    if frontier.is_full {
        strand.run().report(format!("The crawl from {url} ended at {PAGES} pages, the most that one crawl reads."));
    }
}

/// What was found at one URL.
struct PageRead {
    at: Address,
    links: Vec<Address>,
}

/// Whether one page could be read.
type Answer = Result<PageRead, FetchError>;

/// Reads pages at once, each as a part of its own, or one after another where nothing is done at once.
async fn read(strand: &Strand, step: u16, urls: Vec<String>, permits: &Semaphore) -> Result<Vec<Answer>, Failure> {
    if strand.run().does_parts_in_turn() {
        let mut answers = Vec::new();
        for url in urls {
            answers.push(read_one(strand, step, url).await?);
        }
        return Ok(answers);
    }
    let answers: Rc<RefCell<Vec<Option<Answer>>>> = Rc::new(RefCell::new(urls.iter().map(|_| None).collect()));
    let children = Children::new(Until::AllOrFailure);
    for (place, url) in urls.into_iter().enumerate() {
        let (permits, answers) = (permits.clone(), answers.clone());
        children.spawn(strand, |birth| {
            let part = strand.part(step, PartOf::All, birth.cancellation.clone());
            async move {
                let answer = read_in_line(&part, step, url, &permits).await;
                let failure = match &answer {
                    Ok(answer) => answer.as_ref().err().cloned().map(Failure::from),
                    Err(failure) => Some(failure.clone()),
                };
                part.end(failure.as_ref().map_or(Ok(()), Err));
                drop(part);
                // The crawl goes on without a page that cannot be read.
                let outcome = answer.map(|answer| {
                    answers.borrow_mut()[place] = Some(answer);
                    Value::Nothing
                });
                birth.end(outcome).await;
            }
        });
    }
    strand.enter_visibly(Kind::Wait, step);
    children.wait_as_group(strand).await?;
    Ok(answers.take().into_iter().flatten().collect())
}

/// Reads one page once it has a permit.
async fn read_in_line(part: &Strand, step: u16, url: String, permits: &Semaphore) -> Result<Answer, Failure> {
    part.enter_visibly(Kind::Queued, step);
    let _permit = part.suspend(permits.acquire()).await?;
    read_one(part, step, url).await
}

/// Reads one page and finds its links.
async fn read_one(strand: &Strand, step: u16, url: String) -> Result<Answer, Failure> {
    let run = strand.run();
    strand.enter_visibly(Kind::Wait, step);
    let page = match strand.suspend(run.io().fetch_page(url.clone(), strand.progress(step))).await? {
        Ok(page) => page,
        Err(error) => return Ok(Err(error)),
    };
    foretold::answer(strand, step, &url, false).await?;
    let links = match page.is_html {
        true => {
            let found = compute::compute(strand, step, Box::new(Links::of(page.body).with_base()), true).await?;
            resolve(run.io(), &page.url, &found)
        }
        false => Vec::new(),
    };
    let at = run.io().resolve(&page.url, None).unwrap_or(Address { url: page.url, origin: String::new() });
    Ok(Ok(PageRead { at, links }))
}

/// Resolves the links of the page at `url`, as [`Links`] found them with what they are relative to.
fn resolve(io: &dyn Io, url: &str, found: &Value) -> Vec<Address> {
    let Value::Text(found) = found else { return Vec::new() };
    let mut lines = found.lines();
    let base = lines.next().filter(|base| !base.is_empty()).and_then(|base| io.resolve(base, Some(url)));
    let base = base.map_or_else(|| url.to_owned(), |base| base.url);
    lines.filter_map(|link| io.resolve(link, Some(&base))).collect()
}

/// Knows which pages a crawl has asked for, and so which it has yet to.
struct Frontier {
    /// The first page's, once that is read: no other origin is asked.
    origin: Option<String>,
    known: HashSet<String>,
    asked: usize,
    /// There were links that were not followed because there were too many.
    is_full: bool,
}

impl Frontier {
    fn starting_at(url: &str) -> Self {
        Self { origin: None, known: HashSet::from([url.to_owned()]), asked: 1, is_full: false }
    }

    /// Notes where a page was found in the end, after redirects.
    fn arrive(&mut self, at: &Address) {
        self.origin.get_or_insert_with(|| at.origin.clone());
        self.known.insert(at.url.clone());
    }

    /// Says whether a link is to be followed: to a page of the same origin that is not known yet, if there is room.
    fn admits(&mut self, link: &Address) -> bool {
        let is_page = link.url.starts_with("http:") || link.url.starts_with("https:");
        if !is_page || self.origin.as_ref() != Some(&link.origin) || self.known.contains(&link.url) {
            return false;
        }
        self.is_full |= self.asked == PAGES;
        if self.is_full {
            return false;
        }
        self.asked += 1;
        self.known.insert(link.url.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(url: &str) -> Address {
        let origin = url.split('/').take(3).collect::<Vec<_>>().join("/");
        Address { url: url.to_owned(), origin }
    }

    #[test]
    fn a_page_is_asked_for_once_and_no_other_origin_is() {
        let mut frontier = Frontier::starting_at("http://x/old");
        frontier.arrive(&address("http://x/"));
        let mut admits = |url: &str| frontier.admits(&address(url));
        assert!(admits("http://x/a"));
        assert!(!admits("http://x/a"));
        assert!(!admits("http://x/"), "where the first page was found");
        assert!(!admits("http://x/old"), "what was asked for first");
        assert!(!admits("https://x/b"));
        assert!(!admits("http://y/b"));
        assert!(!frontier.admits(&Address { url: "blob:http://x/b".into(), origin: "http://x".into() }));
    }

    #[test]
    fn a_crawl_asks_for_a_thousand_pages_at_most() {
        let mut frontier = Frontier::starting_at("http://x/0");
        frontier.arrive(&address("http://x/0"));
        let admitted = (1..=PAGES).filter(|page| frontier.admits(&address(&format!("http://x/{page}")))).count();
        assert_eq!(admitted, PAGES - 1);
        assert!(frontier.is_full);
        assert!(!Frontier::starting_at("http://x/0").is_full);
    }
}
