//! What a step is in Python.

/// Says what a step is in Python; `code/` writes it, for each style with a `match` that leaves none out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the step of its name")]
pub enum Python {
    Sleep,
    Block,
    Fetch,
    Crawl,
    FileWrite,
    FileRead,
    DbPut,
    DbGet,
    DbScan,
    /// A call of the function of this name, which `code/python/` has.
    Compute(&'static str),
    Fail,
    All,
    First,
    Each,
    Repeat,
    Try,
    ToThread,
    WithLock,
    WithLimit,
    Lock,
    Unlock,
    Put,
    Take,
    Barrier,
    Add,
    Read,
    Write,
}
