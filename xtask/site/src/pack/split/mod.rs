//! Cuts a wasm module in two: what a page runs until its first task has ended, and the rest, which comes behind.
//!
//! ```text
//!   first  ── owns memory, table, globals; runs by itself ──▶ a call of what is in the rest goes through the table
//!   rest   ── imports all that, and puts its functions into the table's places
//! ```
//!
//! Until the rest is there, who calls what is in it has JavaScript get it first, and then goes on; for calls that do not
//! know what they call, stand-ins in those places do that. So any function may be in either part: which one decides when
//! the rest is needed, not whether anything works. What is in the first part is listed in `early.txt`, by the functions'
//! names, as `cargo xtask early` has seen them run. What of them has not run then is taken out of them before (`cold.rs`).

mod cold;
mod data;
mod early;
mod first;
mod glue;
mod live;
mod recording;
mod rest;
mod stretches;
mod take_out;

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;

use anyhow::{Context, Result};
use std::fs;
use walrus::ir::{Visitor, dfs_in_order};
use walrus::{
    ConstExpr, ElementItems, ElementKind, ExportItem, FunctionId, FunctionKind, ImportId, Module, ModuleConfig,
    TableId, ir::Value,
};

use cold::Apart;
use data::LateData;
pub use recording::record;

/// What the module's file is called when it has been cut.
const REST: &str = "playground_rest.wasm";

/// Where the functions of the generated JavaScript are imported from.
const SCRIPT: &str = "./playground_bg.js";

/// The function of the generated JavaScript that gets the rest.
const GET_REST: &str = "get_rest";

/// Cuts the module in two, and has its JavaScript know of it; `linked` is the module as the linker wrote it.
pub fn split(linked: &Path, module: &Path, names: bool) -> Result<()> {
    let script = module.with_file_name("playground.js");
    let wasm = fs::read(module).with_context(|| format!("cannot read {}", module.display()))?;
    let linked = fs::read(linked).with_context(|| format!("cannot read {}", linked.display()))?;
    let (wasm, apart) = divided(&wasm)?;
    let late = data::late(&linked, &early_names(&wasm)?, &apart)?;
    let (first, rest, seal) = cut(&wasm, early::is_early, &late, names)?;
    fs::write(module, first).with_context(|| format!("cannot write {}", module.display()))?;
    fs::write(module.with_file_name(REST), rest).with_context(|| format!("cannot write {REST}"))?;
    glue::add_rest(&script, &seal)
}

/// Takes what only serves to cut a module out of one that is not cut.
pub fn leave_whole(module: &Path) -> Result<()> {
    let wasm = fs::read(module).with_context(|| format!("cannot read {}", module.display()))?;
    parse(&wasm, false)?.emit_wasm_file(module)
}

/// The module with what has not run early taken out of its functions, and
/// which tails are in need of no data before the rest is there.
fn divided(wasm: &[u8]) -> Result<(Vec<u8>, Apart)> {
    let mut module = parse(wasm, true)?;
    let apart = cold::divide(&mut module, early::is_early, early::Seen::of);
    Ok((module.emit_wasm(), apart))
}

/// The plain names of the functions of the first part.
fn early_names(wasm: &[u8]) -> Result<HashSet<String>> {
    let module = parse(wasm, true)?;
    let names = module.funcs.iter_local().filter_map(|(id, _)| module.funcs.get(id).name.as_deref());
    Ok(names.filter(|name| early::is_early(name)).map(early::plain).collect())
}

/// Returns both parts, and what tells that they belong together.
fn cut(
    wasm: &[u8],
    is_early: impl Fn(&str) -> bool,
    late: &LateData,
    names: bool,
) -> Result<(Vec<u8>, Vec<u8>, String)> {
    let mut hasher = DefaultHasher::new();
    wasm.hash(&mut hasher);
    let seal = format!("{:016x}", hasher.finish());
    let mut first = parse(wasm, names)?;
    let mut rest = parse(wasm, names)?;
    let plan = Plan::new(&first, is_early)?;
    let wanted = rest::keep(&mut rest, &plan, late, &seal)?;
    first::keep(&mut first, &plan, late, &wanted)?;
    Ok((first.emit_wasm(), rest.emit_wasm(), seal))
}

fn parse(wasm: &[u8], names: bool) -> Result<Module> {
    let mut module = ModuleConfig::new().generate_name_section(names).generate_producers_section(names).parse(wasm)?;
    // What the linker has said holds for the whole, and no longer.
    for section in module.customs.iter().map(|(id, _)| id).collect::<Vec<_>>() {
        module.customs.delete(section);
    }
    Ok(module)
}

/// Which functions are in which part, by their place in the module.
struct Plan {
    /// Those of the rest.
    late: Vec<bool>,
    /// Where the first part finds those of them that it may call, in the table.
    slots: HashMap<usize, u32>,
    /// Every place in the table that the rest takes.
    taken: Vec<(u32, usize)>,
    /// The place in the table of what has the rest got until it is there, and then does nothing.
    rest_slot: u32,
}

impl Plan {
    /// How long the table becomes.
    fn table_length(&self) -> u64 {
        u64::from(self.rest_slot) + 1
    }
}

impl Plan {
    fn new(module: &Module, is_early: impl Fn(&str) -> bool) -> Result<Self> {
        let ids: Vec<FunctionId> = module.funcs.iter().map(|function| function.id()).collect();
        let places: HashMap<FunctionId, usize> = ids.iter().enumerate().map(|(place, id)| (*id, place)).collect();
        let late: Vec<bool> = module
            .funcs
            .iter()
            .map(|function| {
                matches!(function.kind, FunctionKind::Local(_))
                    && module.start != Some(function.id())
                    && !function.name.as_deref().is_none_or(&is_early)
            })
            .collect();
        let mut plan = Self { late, slots: HashMap::new(), taken: Vec::new(), rest_slot: 0 };
        let table = function_table(module)?;
        for element in module.elements.iter() {
            let (ElementKind::Active { table: into, offset }, ElementItems::Functions(functions)) =
                (&element.kind, &element.items)
            else {
                continue;
            };
            if *into != table {
                continue;
            }
            let ConstExpr::Value(Value::I32(offset)) = offset else {
                anyhow::bail!("the module's table is filled from a place that is not known")
            };
            for (slot, function) in (*offset as u32..).zip(functions) {
                let place = places[function];
                if plan.late[place] {
                    plan.slots.entry(place).or_insert(slot);
                    plan.taken.push((slot, place));
                }
            }
        }
        plan.rest_slot = u32::try_from(module.tables.get(table).initial)?;
        for place in called_early(module, &plan.late, &ids, &places) {
            if !plan.slots.contains_key(&place) {
                plan.slots.insert(place, plan.rest_slot);
                plan.taken.push((plan.rest_slot, place));
                plan.rest_slot += 1;
            }
        }
        plan.taken.sort_unstable();
        Ok(plan)
    }
}

/// The functions of the rest that the first part calls, and that are exported.
fn called_early(module: &Module, late: &[bool], ids: &[FunctionId], places: &HashMap<FunctionId, usize>) -> Vec<usize> {
    struct Called(Vec<FunctionId>);
    impl Visitor<'_> for Called {
        fn visit_function_id(&mut self, function: &FunctionId) {
            self.0.push(*function);
        }
    }
    let mut called = Called(Vec::new());
    for (place, id) in ids.iter().enumerate() {
        if let (FunctionKind::Local(function), false) = (&module.funcs.get(*id).kind, late[place]) {
            dfs_in_order(&mut called, function, function.entry_block());
        }
    }
    called.0.extend(module.exports.iter().filter_map(|export| match export.item {
        ExportItem::Function(function) => Some(function),
        _ => None,
    }));
    called.0.iter().map(|id| places[id]).filter(|place| late[*place]).collect()
}

/// The table that functions are called through.
fn function_table(module: &Module) -> Result<TableId> {
    module.tables.main_function_table()?.context("the module has no table of functions")
}

/// What the rest imports of the first part: by its place there, but for the one memory.
#[derive(Clone, Copy)]
enum Wanted {
    Function(usize),
    Global(usize),
    Table(usize),
    Memory,
}

impl Wanted {
    /// What it is exported as.
    fn name(self) -> String {
        match self {
            Self::Function(place) => format!("f{place}"),
            Self::Global(place) => format!("g{place}"),
            Self::Table(place) => format!("t{place}"),
            Self::Memory => "m".to_owned(),
        }
    }
}

/// What is wanted, with the import that gets it.
type Imports = Vec<(ImportId, Wanted)>;

#[cfg(test)]
mod tests {
    use walrus::{DataKind, FunctionBuilder, RefType};

    use super::*;

    /// `early` calls `late`, and both are in the table.
    fn module() -> Vec<u8> {
        let mut module = Module::default();
        let memory = module.memories.add_local(false, false, 1, None, None);
        let offset = ConstExpr::Value(Value::I32(8));
        module.data.add(DataKind::Active { memory, offset: offset.clone() }, b"early and late".to_vec());
        let mut late = FunctionBuilder::new(&mut module.types, &[], &[]);
        late.name("late".to_owned());
        let late = late.finish(vec![], &mut module.funcs);
        let mut early = FunctionBuilder::new(&mut module.types, &[], &[]);
        early.name("early".to_owned()).func_body().call(late);
        let early = early.finish(vec![], &mut module.funcs);
        let table = module.tables.add_local(false, 10, Some(10), RefType::FUNCREF);
        let items = ElementItems::Functions(vec![early, late]);
        let element = module.elements.add(ElementKind::Active { table, offset }, items);
        module.tables.get_mut(table).elem_segments.insert(element);
        module.exports.add("early", early);
        module.exports.add("late", late);
        module.emit_wasm()
    }

    fn imports(wasm: &[u8]) -> Vec<(String, String)> {
        let module = parse(wasm, false).expect("a module");
        module.imports.iter().map(|import| (import.module.clone(), import.name.clone())).collect()
    }

    #[test]
    fn each_part_has_its_own_and_the_first_ones_data_is_blank_where_it_is_late() {
        let late = LateData { segment: 0, address: 8, ranges: vec![6..9, 10..14] };
        let (first, rest, seal) = cut(&module(), |name| name == "early", &late, false).expect("two parts");
        assert_eq!(imports(&first), [(SCRIPT.to_owned(), GET_REST.to_owned())]);
        let wanted = ["m", "t0"].map(|name| (seal.clone(), name.to_owned()));
        assert_eq!(imports(&rest), wanted);
        let first = parse(&first, false).expect("a module");
        assert_eq!(first.data.iter().next().expect("data").value, b"early \0\0\0 \0\0\0\0");
        let rest = parse(&rest, false).expect("a module");
        assert_eq!(rest.data.iter().map(|data| data.value.clone()).collect::<Vec<_>>(), [b"and late".to_vec()]);
    }

    #[test]
    fn parts_of_different_modules_do_not_fit() {
        let late = LateData { segment: 0, address: 8, ranges: vec![] };
        let seal = |wasm: &[u8]| cut(wasm, |name| name == "early", &late, false).expect("two parts").2;
        let mut other = parse(&module(), true).expect("a module");
        other.exports.remove("late").expect("removed");
        assert_ne!(seal(&module()), seal(&other.emit_wasm()));
    }
}
