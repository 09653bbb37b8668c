//! The rest: all that is late; the other functions, memory, table and globals are imported from the first part.

use anyhow::{Context, Result, ensure};
use walrus::ir::Value;
use walrus::{
    ConstExpr, DataKind, ElementItems, ElementKind, FunctionBuilder, FunctionId, FunctionKind, GlobalKind,
    ImportedFunction, Module, passes,
};

use super::{Imports, LateData, Plan, Wanted, function_table};

/// Takes what is early out of a module; returns what it wants of the first part, which it imports from `seal`.
pub fn keep(module: &mut Module, plan: &Plan, late: &LateData, seal: &str) -> Result<Vec<Wanted>> {
    module.start = None;
    for export in module.exports.iter().map(|export| export.id()).collect::<Vec<_>>() {
        module.exports.delete(export);
    }
    let mut imports = Imports::new();
    import_functions(module, plan, seal, &mut imports);
    import_globals(module, seal, &mut imports);
    import_memory(module, late, seal, &mut imports)?;
    import_tables(module, plan, seal, &mut imports)?;
    passes::gc::run(module);
    let used: Vec<_> = module.imports.iter().map(|import| import.id()).collect();
    Ok(imports.into_iter().filter(|(import, _)| used.contains(import)).map(|(_, wanted)| wanted).collect())
}

fn import_functions(module: &mut Module, plan: &Plan, seal: &str, imports: &mut Imports) {
    let ids: Vec<FunctionId> = module.funcs.iter().map(|function| function.id()).collect();
    for (place, id) in ids.into_iter().enumerate() {
        let function = module.funcs.get(id);
        if plan.late[place] || matches!(function.kind, FunctionKind::Import(_)) {
            continue;
        }
        let (ty, wanted) = (function.ty(), Wanted::Function(place));
        let import = module.imports.add(seal, &wanted.name(), id);
        module.funcs.get_mut(id).kind = FunctionKind::Import(ImportedFunction { import, ty });
        imports.push((import, wanted));
    }
}

fn import_globals(module: &mut Module, seal: &str, imports: &mut Imports) {
    let ids: Vec<_> = module.globals.iter().map(|global| global.id()).collect();
    for (place, id) in ids.into_iter().enumerate() {
        if matches!(module.globals.get(id).kind, GlobalKind::Import(_)) {
            continue;
        }
        let wanted = Wanted::Global(place);
        let import = module.imports.add(seal, &wanted.name(), id);
        module.globals.get_mut(id).kind = GlobalKind::Import(import);
        imports.push((import, wanted));
    }
}

/// Imports the memory, and puts into it what data is late.
fn import_memory(module: &mut Module, late: &LateData, seal: &str, imports: &mut Imports) -> Result<()> {
    let ids: Vec<_> = module.memories.iter().map(|memory| memory.id()).collect();
    ensure!(ids.len() == 1, "the module has {} memories, not one", ids.len());
    let bytes = module.data.iter().nth(late.segment).map(|data| data.value.clone()).unwrap_or_default();
    // The rest of it is the first part's to put there.
    for data in module.data.iter().map(|data| data.id()).collect::<Vec<_>>() {
        module.data.delete(data);
    }
    for id in ids {
        for range in late.joined() {
            let offset = ConstExpr::Value(Value::I32((late.address + range.start as u32) as i32));
            let bytes = bytes.get(range).context("a segment is shorter than the linker said")?.to_vec();
            module.data.add(DataKind::Active { memory: id, offset }, bytes);
        }
        module.memories.get_mut(id).data_segments.clear();
        if let Some(import) = module.memories.get(id).import {
            module.imports.delete(import);
        }
        let import = module.imports.add(seal, &Wanted::Memory.name(), id);
        module.memories.get_mut(id).import = Some(import);
        imports.push((import, Wanted::Memory));
    }
    Ok(())
}

/// Imports the tables, and fills that of functions with what is here.
fn import_tables(module: &mut Module, plan: &Plan, seal: &str, imports: &mut Imports) -> Result<()> {
    let functions = function_table(module)?;
    for element in module.elements.iter().map(|element| element.id()).collect::<Vec<_>>() {
        module.elements.delete(element);
    }
    let ids: Vec<_> = module.tables.iter().map(|table| table.id()).collect();
    for (place, id) in ids.into_iter().enumerate() {
        let wanted = Wanted::Table(place);
        let import = module.imports.add(seal, &wanted.name(), id);
        let table = module.tables.get_mut(id);
        table.elem_segments.clear();
        table.import = Some(import);
        if id == functions {
            table.initial = plan.table_length();
            table.maximum = table.maximum.map(|most| most.max(plan.table_length()));
        }
        imports.push((import, wanted));
    }
    let ids: Vec<FunctionId> = module.funcs.iter().map(|function| function.id()).collect();
    let nothing = FunctionBuilder::new(&mut module.types, &[], &[]).finish(Vec::new(), &mut module.funcs);
    let taken = plan.taken.iter().map(|(slot, place)| (*slot, ids[*place])).chain([(plan.rest_slot, nothing)]);
    for run in taken.collect::<Vec<_>>().chunk_by(|(slot, _), (next, _)| slot + 1 == *next) {
        let offset = ConstExpr::Value(Value::I32(run[0].0 as i32));
        let items = ElementItems::Functions(run.iter().map(|(_, function)| *function).collect());
        let element = module.elements.add(ElementKind::Active { table: functions, offset }, items);
        module.tables.get_mut(functions).elem_segments.insert(element);
    }
    Ok(())
}
