import type { ComponentChildren } from 'preact';

export interface Column<Row> {
  readonly label: string;
  /** Numbers stand right, in figures of one width. */
  readonly kind?: 'text' | 'number';
  readonly cell: (row: Row) => ComponentChildren;
}

/** The roles repeat what the elements say: shown as blocks on phones, some browsers would forget it. */
const role = {
  table: { role: 'table' },
  rowgroup: { role: 'rowgroup' },
  row: { role: 'row' },
  columnheader: { role: 'columnheader' },
  rowheader: { role: 'rowheader' },
  cell: { role: 'cell' },
} as const;

/**
 * A table whose first column names the row. On phones every row becomes a block: its name, then a line for each value with
 * the column's label. `total` is a last row such as the sum. `dense` for officials' long lists.
 */
export function DataTable<Row>(props: {
  caption: ComponentChildren;
  captionHidden?: boolean;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  total?: Row;
  dense?: boolean;
}) {
  const line = (row: Row, index: number | 'total') => (
    <tr {...role.row} key={index}>
      {props.columns.map((column, place) =>
        place === 0 ? (
          <th {...role.rowheader} scope="row" key={place}>
            {column.cell(row)}
          </th>
        ) : (
          <td {...role.cell} key={place} class={column.kind === 'number' ? 'number' : undefined} data-label={column.label}>
            {column.cell(row)}
          </td>
        ),
      )}
    </tr>
  );
  return (
    <table {...role.table} class={props.dense ? 'table dense' : 'table'}>
      <caption class={props.captionHidden ? 'sr-only' : undefined}>{props.caption}</caption>
      <thead {...role.rowgroup}>
        <tr {...role.row}>
          {props.columns.map((column) => (
            <th {...role.columnheader} scope="col" key={column.label} class={column.kind === 'number' ? 'number' : undefined}>
              {column.label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody {...role.rowgroup}>{props.rows.map(line)}</tbody>
      {props.total !== undefined && <tfoot {...role.rowgroup}>{line(props.total, 'total')}</tfoot>}
    </table>
  );
}
