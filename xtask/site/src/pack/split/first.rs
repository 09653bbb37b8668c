//! The first part: all that is early, and stand-ins for what is in the rest.

use std::collections::HashMap;
use std::mem;

use anyhow::{Context, Result};
use walrus::ir::{Call, CallIndirect, Const, Instr, InstrSeq, Value, VisitorMut, dfs_pre_order_mut};
use walrus::{
    ConstExpr, ElementItems, ElementKind, FunctionBuilder, FunctionId, FunctionKind, LocalFunction, Module, TableId,
    TypeId, passes,
};

use super::{GET_REST, LateData, Plan, SCRIPT, Wanted, function_table};

/// Takes the rest out of a module, and exports what that wants of it.
pub fn keep(module: &mut Module, plan: &Plan, late_data: &LateData, wanted: &[Wanted]) -> Result<()> {
    let ids: Vec<FunctionId> = module.funcs.iter().map(|function| function.id()).collect();
    let table = function_table(module)?;
    let nothing = module.types.add(&[], &[]);
    let (get_rest, _) = module.add_import_func(SCRIPT, GET_REST, nothing);

    let arrive = arrive(module, plan.rest_slot, table, nothing);

    let late: HashMap<FunctionId, (u32, TypeId)> =
        plan.slots.iter().map(|(place, slot)| (ids[*place], (*slot, module.funcs.get(ids[*place]).ty()))).collect();
    let mut rerouting = Rerouting { late: &late, table, arrive };
    for (place, id) in ids.iter().enumerate() {
        if plan.late[place] {
            continue;
        }
        if let FunctionKind::Local(function) = &mut module.funcs.get_mut(*id).kind {
            let entry = function.entry_block();
            dfs_pre_order_mut(&mut rerouting, function, entry);
        }
    }
    for (id, (slot, ty)) in &late {
        let stand_in = stand_in(module, *ty, *slot, table, arrive);
        module.funcs.get_mut(*id).kind = FunctionKind::Local(stand_in);
    }
    grow(module, plan, get_rest, table);
    export(module, wanted, &ids);
    blank(module, late_data)?;
    passes::gc::run(module);
    Ok(())
}

/// Sends calls of what is in the rest through the table.
struct Rerouting<'a> {
    late: &'a HashMap<FunctionId, (u32, TypeId)>,
    table: TableId,
    arrive: FunctionId,
}

impl VisitorMut for Rerouting<'_> {
    fn start_instr_seq_mut(&mut self, sequence: &mut InstrSeq) {
        for (instruction, location) in mem::take(&mut sequence.instrs) {
            match instruction {
                Instr::Call(Call { func }) if self.late.contains_key(&func) => {
                    let (slot, ty) = self.late[&func];
                    sequence.instrs.push((Call { func: self.arrive }.into(), location));
                    sequence.instrs.push((Const { value: Value::I32(slot as i32) }.into(), location));
                    sequence.instrs.push((CallIndirect { ty, table: self.table }.into(), location));
                }
                other => sequence.instrs.push((other, location)),
            }
        }
    }
}

/// A function after which the rest is there.
fn arrive(module: &mut Module, slot: u32, table: TableId, ty: TypeId) -> FunctionId {
    let mut builder = FunctionBuilder::new(&mut module.types, &[], &[]);
    builder.func_body().i32_const(slot as i32).call_indirect(ty, table);
    builder.finish(Vec::new(), &mut module.funcs)
}

/// A function that has the rest got, which takes its place in the table, and then does what was asked of it.
fn stand_in(module: &mut Module, ty: TypeId, slot: u32, table: TableId, arrive: FunctionId) -> LocalFunction {
    let (params, results) = (module.types.get(ty).params().to_vec(), module.types.get(ty).results().to_vec());
    let arguments: Vec<_> = params.iter().map(|param| module.locals.add(*param)).collect();
    let mut builder = FunctionBuilder::new(&mut module.types, &params, &results);
    let mut body = builder.func_body();
    body.call(arrive);
    for argument in &arguments {
        body.local_get(*argument);
    }
    body.i32_const(slot as i32).call_indirect(ty, table);
    builder.local_func(arguments)
}

/// Makes room in the table for what the rest puts there; `get_rest` is there first.
fn grow(module: &mut Module, plan: &Plan, get_rest: FunctionId, table: TableId) {
    let offset = ConstExpr::Value(Value::I32(plan.rest_slot as i32));
    let items = ElementItems::Functions(vec![get_rest]);
    let element = module.elements.add(ElementKind::Active { table, offset }, items);
    let table = module.tables.get_mut(table);
    table.elem_segments.insert(element);
    table.initial = plan.table_length();
    table.maximum = table.maximum.map(|most| most.max(plan.table_length()));
}

/// Leaves nothing of the data that is late: zeros weigh nothing.
fn blank(module: &mut Module, late: &LateData) -> Result<()> {
    let id = module.data.iter().nth(late.segment).map(|data| data.id()).context("the module lacks a segment")?;
    let bytes = &mut module.data.get_mut(id).value;
    for range in &late.ranges {
        bytes.get_mut(range.clone()).context("a segment is shorter than the linker said")?.fill(0);
    }
    Ok(())
}

/// Exports what the rest wants.
fn export(module: &mut Module, wanted: &[Wanted], ids: &[FunctionId]) {
    let globals: Vec<_> = module.globals.iter().map(|global| global.id()).collect();
    let tables: Vec<_> = module.tables.iter().map(|table| table.id()).collect();
    let memory = module.memories.iter().next().map(|memory| memory.id());
    for one in wanted {
        let name = one.name();
        match one {
            Wanted::Function(place) => module.exports.add(&name, ids[*place]),
            Wanted::Global(place) => module.exports.add(&name, globals[*place]),
            Wanted::Table(place) => module.exports.add(&name, tables[*place]),
            Wanted::Memory => match memory {
                Some(memory) => module.exports.add(&name, memory),
                None => continue,
            },
        };
    }
}
