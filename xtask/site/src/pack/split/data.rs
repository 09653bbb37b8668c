//! Which of a module's data only the rest reads: it comes with that.
//!
//! The linker tells which function is in need of which data (its relocations), and which data of which other. What no
//! early function is in need of, by whatever detour, is late; so is what only those parts of one are in need of that were
//! taken out, or that have the rest got first. Only what is never written to can be put into memory later.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;

use anyhow::{Context, Result, ensure};
use rustc_demangle::demangle;
use wasmparser::{
    BinaryReader, DefinedDataSymbol, KnownCustom, Linking, Name, Parser, Payload, RelocSectionReader, RelocationEntry,
    RelocationType, SymbolInfo, TypeRef,
};

use super::cold::Apart;
use super::stretches::{Stretch, shape, stretches};
use super::{early, parse};

/// What the linker calls the data that is never written to.
const NEVER_WRITTEN: &str = ".rodata";

/// What is late of the one segment that is never written to.
pub struct LateData {
    /// Which segment that is.
    pub segment: usize,
    /// Where it is in memory.
    pub address: u32,
    /// What is late, from its start.
    pub ranges: Vec<Range<usize>>,
}

/// A module as the linker wrote it.
#[derive(Default)]
struct Linked<'a> {
    bytes: &'a [u8],
    /// How many functions are imported.
    imported: u32,
    /// Functions, by their places in the file.
    functions: Vec<Range<usize>>,
    /// As wasm-bindgen writes them, but plain.
    function_names: HashMap<u32, String>,
    /// Segments of data, by their places in the file.
    segments: Vec<Range<usize>>,
    segment_names: HashMap<u32, &'a str>,
    symbols: Vec<Option<DefinedDataSymbol>>,
    /// Where each section begins in the file.
    sections: Vec<usize>,
    relocations: Vec<(u32, RelocationEntry)>,
}

/// Finds what is late of the data of a module that the linker wrote, whose `early` functions have these plain names.
pub fn late(bytes: &[u8], early: &HashSet<String>, apart: &Apart) -> Result<LateData> {
    let linked = Linked::read(bytes)?;
    let apart = places(bytes, apart)?;
    linked.knows(early)?;
    let is_early = |function: usize| {
        let name = linked.function_names.get(&(linked.imported + function as u32));
        name.is_none_or(|name| early.contains(name) || early.contains(early::without_hash(name)))
    };
    let (mut found, mut next) = (HashSet::new(), Vec::new());
    let mut from_data: HashMap<usize, Vec<u32>> = HashMap::new();
    let by_place = Places::of(&linked);
    for (section, relocation) in linked.relocations.iter().filter(|(_, relocation)| is_of_data(relocation.ty)) {
        let at = linked.sections[*section as usize] + relocation.offset as usize;
        if let Some(function) = containing(&linked.functions, at) {
            if is_early(function) && containing(&apart, at).is_none() {
                next.push(relocation.index);
            }
        } else {
            for symbol in by_place.at(at) {
                from_data.entry(symbol).or_default().push(relocation.index);
            }
        }
    }
    while let Some(symbol) = next.pop() {
        if found.insert(symbol) {
            next.extend(from_data.get(&(symbol as usize)).into_iter().flatten());
        }
    }
    let segment = linked
        .segment_names
        .iter()
        .find(|(_, name)| **name == NEVER_WRITTEN)
        .map(|(segment, _)| *segment as usize)
        .context("the linker names no data that is never written to")?;
    let address = linked.address(segment)?;
    let length = linked.segments[segment].len();
    // What no symbol covers stays: nobody says who reads it.
    let mut is_late = vec![false; length];
    for late in [true, false] {
        for (number, symbol) in linked.symbols.iter().enumerate() {
            let Some(symbol) = symbol.filter(|symbol| symbol.index as usize == segment) else { continue };
            if found.contains(&(number as u32)) != late {
                let start = symbol.offset as usize;
                let covered = is_late.get_mut(start..start + symbol.size as usize);
                covered.context("the linker's data reaches beyond its segment")?.fill(late);
            }
        }
    }
    Ok(LateData { segment, address, ranges: runs(&is_late) })
}

/// Where in the file are tails of functions that are in need of no data before the rest is there, in their order.
fn places(bytes: &[u8], apart: &Apart) -> Result<Vec<Range<usize>>> {
    let module = parse(bytes, false)?;
    let mut places = Vec::new();
    for (id, function) in module.funcs.iter_local() {
        let Some(name) = &module.funcs.get(id).name else { continue };
        let name = early::plain(&demangle(name).to_string());
        let mut numbers = [&*name, early::without_hash(&name)].into_iter();
        let Some(numbers) = numbers.find_map(|name| apart.get(&(name.to_owned(), shape(function)))) else {
            continue;
        };
        let stretches = stretches(function);
        places.extend(numbers.iter().map(|number| {
            let Stretch { sequence, start } = stretches[*number];
            let block = function.block(sequence);
            block[start].1.data() as usize..block.end.data() as usize
        }));
    }
    places.sort_unstable_by_key(|place| place.start);
    // Where one is in another they would hide each other.
    places.dedup_by(|next, place| {
        let is_within = next.start <= place.end;
        if is_within {
            place.end = place.end.max(next.end);
        }
        is_within
    });
    Ok(places)
}

impl LateData {
    /// The same with what is between, where that is short: it is put into memory again, since two ranges weigh more.
    pub fn joined(&self) -> Vec<Range<usize>> {
        let mut joined: Vec<Range<usize>> = Vec::new();
        for range in &self.ranges {
            match joined.last_mut() {
                Some(before) if before.end + SHORT >= range.start => before.end = range.end,
                _ => joined.push(range.clone()),
            }
        }
        joined
    }
}

/// So few bytes between two ranges weigh less than the second one's being told.
const SHORT: usize = 16;

/// The stretches that are true.
fn runs(of: &[bool]) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for (place, _) in of.iter().enumerate().filter(|(_, late)| **late) {
        match runs.last_mut() {
            Some(run) if run.end == place => run.end += 1,
            _ => runs.push(place..place + 1),
        }
    }
    runs
}

fn is_of_data(kind: RelocationType) -> bool {
    matches!(kind, RelocationType::MemoryAddrLeb | RelocationType::MemoryAddrSleb | RelocationType::MemoryAddrI32)
}

/// Which of these ranges, which are in their order, a place is in.
fn containing(ranges: &[Range<usize>], place: usize) -> Option<usize> {
    let after = ranges.partition_point(|range| range.start <= place);
    after.checked_sub(1).filter(|index| ranges[*index].contains(&place))
}

/// Finds the symbols that cover a place in the file: strings may share their ends.
struct Places {
    by_start: BTreeMap<usize, Vec<(usize, usize)>>,
    longest: usize,
}

impl Places {
    fn of(linked: &Linked) -> Self {
        let mut by_start: BTreeMap<usize, Vec<(usize, usize)>> = BTreeMap::new();
        let mut longest = 0;
        for (number, symbol) in linked.symbols.iter().enumerate() {
            let Some(symbol) = symbol else { continue };
            let Some(segment) = linked.segments.get(symbol.index as usize) else { continue };
            let start = segment.start + symbol.offset as usize;
            by_start.entry(start).or_default().push((start + symbol.size as usize, number));
            longest = longest.max(symbol.size as usize);
        }
        Self { by_start, longest }
    }

    fn at(&self, place: usize) -> impl Iterator<Item = usize> {
        let nearby = self.by_start.range(place.saturating_sub(self.longest)..=place);
        nearby.flat_map(|(_, symbols)| symbols).filter(move |(end, _)| *end > place).map(|(_, number)| *number)
    }
}

impl<'a> Linked<'a> {
    fn read(bytes: &'a [u8]) -> Result<Self> {
        let mut linked = Self { bytes, ..Self::default() };
        for payload in Parser::new(0).parse_all(bytes) {
            let payload = payload?;
            if let Some((_, range)) = payload.as_section() {
                linked.sections.push(range.start);
            }
            match payload {
                Payload::ImportSection(imports) => {
                    for import in imports.into_imports() {
                        linked.imported += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                    }
                }
                Payload::CodeSectionEntry(body) => linked.functions.push(body.range()),
                Payload::DataSection(segments) => {
                    for segment in segments {
                        let segment = segment?;
                        linked.segments.push(segment.range.end - segment.data.len()..segment.range.end);
                    }
                }
                Payload::CustomSection(section) => match section.as_known() {
                    KnownCustom::Name(names) => linked.read_names(names)?,
                    KnownCustom::Linking(linking) => {
                        for part in linking.subsections() {
                            if let Linking::SymbolTable(symbols) = part? {
                                linked.read_symbols(symbols)?;
                            }
                        }
                    }
                    KnownCustom::Reloc(relocations) => linked.read_relocations(&relocations)?,
                    _ => {}
                },
                _ => {}
            }
        }
        ensure!(!linked.relocations.is_empty(), "the linker has not told what is in need of which data");
        Ok(linked)
    }

    fn read_names(&mut self, names: wasmparser::NameSectionReader<'a>) -> Result<()> {
        for part in names {
            match part? {
                Name::Function(map) => {
                    for naming in map {
                        let naming = naming?;
                        self.function_names.insert(naming.index, early::plain(&demangle(naming.name).to_string()));
                    }
                }
                Name::Data(map) => {
                    for naming in map {
                        let naming = naming?;
                        self.segment_names.insert(naming.index, naming.name);
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn read_symbols(&mut self, symbols: wasmparser::SymbolInfoMap<'a>) -> Result<()> {
        for symbol in symbols {
            self.symbols.push(match symbol? {
                // What has no size is a mark of the linker's, and may stand anywhere.
                SymbolInfo::Data { symbol, .. } => symbol.filter(|symbol| symbol.size > 0),
                _ => None,
            });
        }
        Ok(())
    }

    fn read_relocations(&mut self, relocations: &RelocSectionReader<'a>) -> Result<()> {
        let section = relocations.section_index();
        for relocation in relocations.entries() {
            self.relocations.push((section, relocation?));
        }
        Ok(())
    }

    /// Fails where an early function is not among these, by its name: what it is in need of would not be known.
    fn knows(&self, early: &HashSet<String>) -> Result<()> {
        let known: HashSet<&str> =
            self.function_names.values().flat_map(|name| [&**name, early::without_hash(name)]).collect();
        // wasm-bindgen's own, around others, are in need of no data.
        let is_added = |name: &str| name.ends_with(" shim") || name.starts_with("__wbindgen_");
        let unknown: Vec<&str> =
            early.iter().map(|name| &**name).filter(|name| !known.contains(name) && !is_added(name)).collect();
        ensure!(unknown.is_empty(), "the linker knows no {}", unknown.join(", "));
        Ok(())
    }

    /// Where a segment is in memory, by what the linker put into the places that refer to it, all of which have to agree.
    fn address(&self, segment: usize) -> Result<u32> {
        let mut address = None;
        for (section, relocation) in &self.relocations {
            let symbol = self.symbols.get(relocation.index as usize).copied().flatten();
            let Some(symbol) = symbol.filter(|symbol| symbol.index as usize == segment) else { continue };
            let place = self.sections[*section as usize] + relocation.offset as usize;
            let mut reader = BinaryReader::new(&self.bytes[place..], place);
            let found = match relocation.ty {
                RelocationType::MemoryAddrLeb => reader.read_var_u32()?,
                RelocationType::MemoryAddrSleb => reader.read_var_i32()? as u32,
                RelocationType::MemoryAddrI32 => reader.read_u32()?,
                _ => continue,
            };
            let from = i64::from(found) - relocation.addend - i64::from(symbol.offset);
            let from = u32::try_from(from).context("the linker puts data below zero")?;
            ensure!(*address.get_or_insert(from) == from, "the linker's relocations contradict each other");
        }
        address.context("nothing refers to the data")
    }
}
