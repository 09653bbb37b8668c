//! A table with a row for each span and each ending, as RFC 4180 writes it.

use std::borrow::Cow;

use super::{Format, Table};

pub(super) static FORMAT: Format = Format {
    id: "csv",
    name: "CSV",
    ending: "csv",
    media_type: "text/csv",
    summary: "A row for each span and each ending, for spreadsheets and scripts.",
    write,
};

fn write(tables: &[Table<'_>]) -> Vec<u8> {
    let mut text = String::from("model,task,step,kind,thread,start_ms,end_ms\r\n");
    for table in tables {
        let model = field(table.model);
        for row in &table.rows {
            let name = table.lanes.name(row.task);
            let step = table.lanes.step(row.task, row.step).unwrap_or_default();
            text += &format!(
                "{model},{},{},{},{},{:.4},{:.4}\r\n",
                field(&name),
                field(step),
                row.kind.word,
                row.lane,
                row.start,
                row.end
            );
        }
    }
    text.into_bytes()
}

/// Quotes a field where it has to be.
fn field(text: &str) -> Cow<'_, str> {
    if !text.contains([',', '"', '\r', '\n']) {
        return text.into();
    }
    format!("\"{}\"", text.replace('"', "\"\"")).into()
}

#[cfg(test)]
mod tests {
    use super::super::tests::exported;

    #[test]
    fn every_span_and_ending_is_a_row_and_fields_are_quoted_where_they_have_to_be() {
        let table = exported("csv", "2 x a: sleep 1s\nb: fail 100% \"no, \\\"luck\\\"\"");
        let rows: Vec<&str> = table.lines().collect();
        assert_eq!(rows[0], "model,task,step,kind,thread,start_ms,end_ms");
        assert!(rows.contains(&"\"Event \"\"loop\"\"\",a 2,sleep 1s,wait,0,0.0000,1000.0000"), "{table}");
        assert!(rows.contains(&"\"Event \"\"loop\"\"\",a 1,,done,0,1000.0000,1000.0000"), "{table}");
        assert!(table.contains(",b,,failed,0,"), "{table}");
        assert!(table.ends_with("\r\n"));
    }
}
