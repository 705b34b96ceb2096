/** Puts what was kept back into a form that was opened without it. */
import type { Kept } from './form-kept.client.ts';
import { showFiles, uploadsIn } from './form-sending.client.ts';

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

/** Fields that the page itself decides. */
const ofThePage = ['_csrf', 'website', 'at', 'uploads'];

function controlsOf(form: HTMLFormElement): readonly Control[] {
  return [...form.elements].filter(
    (one): one is Control =>
      (one instanceof HTMLInputElement || one instanceof HTMLSelectElement || one instanceof HTMLTextAreaElement) &&
      one.name !== '' &&
      one.type !== 'file' &&
      !ofThePage.includes(one.name),
  );
}

/** Sets one control; true where it said something else. */
function set(control: Control, value: string, label: string): boolean {
  if (control instanceof HTMLInputElement && (control.type === 'checkbox' || control.type === 'radio')) {
    const checked = control.value === value;
    if (control.checked === checked) return false;
    control.checked = checked;
    return true;
  }
  if (control.value === value) return false;
  // The villages of a commune are fetched later: the one that was chosen is there before.
  if (control instanceof HTMLSelectElement && ![...control.options].some((option) => option.value === value))
    control.append(new Option(label || value, value));
  control.value = value;
  return true;
}

/** Fills the form in, with what pieces that aren't shown hold as well; true where anything that is shown was different. */
export function fillIn(form: HTMLFormElement, kept: Kept): boolean {
  let changed = false;
  const controls = controlsOf(form);
  for (const control of controls) {
    const value = kept.fields[control.name];
    // What a page offers chosen (language, way to answer) stays where nothing was kept about it.
    if (value === undefined && (control.type === 'radio' || (control instanceof HTMLSelectElement && control.options[0]?.value !== '')))
      continue;
    const label = control.name === 'village' ? kept.villageName : control.name === 'commune' ? kept.communeName : '';
    const different = set(control, value ?? '', label);
    if (different && control.type !== 'hidden') changed = true;
  }
  const shown = new Set([...controls.map(({ name }) => name), ...ofThePage]);
  for (const [name, value] of Object.entries(kept.fields)) if (!shown.has(name)) addHidden(form, name, value);
  return changed;
}

function addHidden(form: HTMLFormElement, name: string, value: string): void {
  const field = document.createElement('input');
  field.type = 'hidden';
  field.name = name;
  field.value = value;
  form.append(field);
}

/** Brings back the files that the server has under these ids, as it lists them itself. */
export async function bringBackFiles(form: HTMLFormElement, uploads: string): Promise<void> {
  const field = form.querySelector<HTMLInputElement>('input[name=uploads]');
  if (field) field.value = uploads;
  else addHidden(form, 'uploads', uploads);
  if (!document.getElementById('report-files')) return;
  const body = new FormData(form);
  for (const file of form.querySelectorAll<HTMLInputElement>('input[type=file]')) body.delete(file.name);
  body.set('go', 'stage');
  try {
    const response = await fetch(form.action, { method: 'POST', body, headers: { accept: 'text/html' } });
    const text = await response.text();
    // A file that was chosen meanwhile has brought the list with it.
    if (uploadsIn(form).join(' ') !== uploads) return;
    const problems = showFiles(new DOMParser().parseFromString(text, 'text/html'));
    const line = document.getElementById('report-files-status');
    if (line) line.textContent = problems;
  } catch {
    // Without network they go along unseen.
  }
}
