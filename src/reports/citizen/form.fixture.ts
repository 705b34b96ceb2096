/** What tests of the form need: fields as a browser would send them, a small photo. */
import sharp from 'sharp';

/** A start tag: its name and its attributes, in whose quoted values anything may stand. */
const controls = /<(input|textarea|select|button)((?:\s+[\w:-]+(?:="[^"]*")?)*)\s*\/?>/g;
const options = /<option((?:\s+[\w:-]+(?:="[^"]*")?)*)>/g;

const unescaped = (text: string): string =>
  text.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&#39;', "'").replaceAll('&amp;', '&');

function attributesOf(text: string): ReadonlyMap<string, string> {
  return new Map([...text.matchAll(/\s([\w:-]+)(?:="([^"]*)")?/g)].map(([, name = '', value = '']) => [name, unescaped(value)]));
}

/** The fields of the form with the id `report-form`, as a browser without script would send them, without its buttons and files. */
export function fieldsIn(html: string): Record<string, string> {
  const from = html.indexOf('id="report-form"');
  if (from < 0) throw new Error('the page has no report form');
  const form = html.slice(from, html.indexOf('</form>', from));
  const fields: Record<string, string> = {};
  for (const control of form.matchAll(controls)) {
    const [tag, kind, text = ''] = control;
    const attributes = attributesOf(text);
    const name = attributes.get('name');
    const type = attributes.get('type') ?? '';
    if (name === undefined || kind === 'button' || type === 'file') continue;
    const inside = form.slice(control.index + tag.length);
    if (kind === 'textarea') fields[name] = unescaped(inside.slice(0, inside.indexOf('</textarea>')));
    else if (kind === 'select') {
      const choices = [...inside.slice(0, inside.indexOf('</select>')).matchAll(options)].map((one) => attributesOf(one[1] ?? ''));
      fields[name] = (choices.find((one) => one.has('selected')) ?? choices[0])?.get('value') ?? '';
    } else if (type === 'radio' || type === 'checkbox') {
      if (attributes.has('checked')) fields[name] = attributes.get('value') ?? 'on';
    } else fields[name] = attributes.get('value') ?? '';
  }
  return fields;
}

/** A photograph of one colour. */
export async function photo(name = 'anh.jpg', colour = '#7a5230'): Promise<File> {
  const bytes = await sharp({ create: { width: 320, height: 240, channels: 3, background: colour } })
    .jpeg()
    .toBuffer();
  return new File([new Uint8Array(bytes)], name, { type: 'image/jpeg' });
}

/** Fields and files as a multipart form. */
export function multipart(
  fields: Readonly<Record<string, string>>,
  files: readonly (readonly [field: string, file: File])[] = [],
): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  for (const [field, file] of files) form.append(field, file);
  return form;
}
