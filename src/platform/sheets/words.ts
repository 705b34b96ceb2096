import type { Lang } from '../i18n/index.ts';
import type { Refusal } from '../outcome/index.ts';
import { type Texts, texts } from './messages.gen.ts';
import type { SheetsRefusalCode } from './types.ts';

type Params = NonNullable<Refusal['params']>;

const words: Readonly<Record<SheetsRefusalCode, (t: Texts, p: Params) => { title: string; advice: string }>> = {
  'sheets.empty-file': (t) => ({ title: t.empty_title(), advice: t.empty_advice() }),
  'sheets.too-big': (t, p) => ({ title: t.too_big_title({ megabytes: Number(p.megabytes) }), advice: t.too_big_advice() }),
  'sheets.not-a-workbook': (t) => ({ title: t.not_a_workbook_title(), advice: t.not_a_workbook_advice() }),
  'sheets.old-xls': (t) => ({ title: t.old_xls_title(), advice: t.old_xls_advice() }),
  'sheets.binary-workbook': (t) => ({ title: t.binary_title(), advice: t.binary_advice() }),
  'sheets.open-document': (t) => ({ title: t.open_document_title(), advice: t.open_document_advice() }),
  'sheets.web-page': (t) => ({ title: t.web_page_title(), advice: t.web_page_advice() }),
  'sheets.text-file': (t) => ({ title: t.text_file_title(), advice: t.text_file_advice() }),
  'sheets.encrypted': (t) => ({ title: t.encrypted_title(), advice: t.encrypted_advice() }),
  'sheets.macros': (t) => ({ title: t.macros_title(), advice: t.macros_advice() }),
  'sheets.external-links': (t, p) => ({
    title: p.name ? t.links_title_named({ name: p.name }) : t.links_title(),
    advice: t.links_advice(),
  }),
  'sheets.bomb': (t) => ({ title: t.bomb_title(), advice: t.bomb_advice() }),
  'sheets.damaged': (t, p) => ({ title: t.damaged_title(), advice: t.damaged_advice({ where: p.where ?? '' }) }),
  'sheets.unsafe-xml': (t) => ({ title: t.unsafe_title(), advice: t.unsafe_advice() }),
  'sheets.unsafe-names': (t) => ({ title: t.unsafe_title(), advice: t.unsafe_advice() }),
  'sheets.too-many-sheets': (t, p) => ({ title: t.many_sheets_title({ most: Number(p.most) }), advice: t.many_advice() }),
  'sheets.too-many-rows': (t, p) => ({ title: t.many_rows_title({ most: Number(p.most) }), advice: t.many_advice() }),
  'sheets.too-many-cells': (t, p) => ({ title: t.many_cells_title({ most: Number(p.most) }), advice: t.many_advice() }),
  'sheets.too-many-columns': (t, p) => ({
    title: t.many_columns_title({ most: Number(p.most), sheet: p.sheet ?? '' }),
    advice: t.many_columns_advice(),
  }),
};

function isOurs(code: string): code is SheetsRefusalCode {
  return Object.hasOwn(words, code);
}

/** Our refusals in words: what it is, that nothing was changed, what to do; `null` for others' codes. */
export function sheetsRefusalText({ code, params = {} }: Refusal, lang: Lang): { readonly title: string; readonly advice: string } | null {
  return isOurs(code) ? words[code](texts[lang], params) : null;
}
