/** Files on their way to the server while the form is written: what the script that sends them and the one that minds the form know together. */

/** A file that is being sent; `done` says whether it arrived. */
interface Sending {
  readonly field: string;
  readonly done: Promise<boolean>;
  /** Leaves it out. */
  stop(): void;
}

/** What is on its way now, and the bytes of what arrived while this page was open, by the id under which the server has them. */
export const files: { sending: Sending | null; readonly held: Map<string, File> } = { sending: null, held: new Map() };

/** Told on the document when the list of files has changed. */
export const filesChanged = 'report-files-changed';

/** With script, files go by themselves. */
export function hideStageButton(hidden = true): void {
  const button = document.querySelector<HTMLElement>('#report-files button[value=stage]');
  if (button) button.hidden = hidden;
}

/** The ids of the files that the server has. */
export const uploadsIn = (form: ParentNode): readonly string[] =>
  (form.querySelector<HTMLInputElement>('input[name=uploads]')?.value ?? '').split(' ').filter(Boolean);

/** Puts the server's list of an answer in place of the one here, and gives what the answer says is wrong. Throws where the answer has none. */
export function showFiles(answer: Document): string {
  const list = document.getElementById('report-files');
  const fresh = answer.getElementById('report-files');
  if (!list || !fresh) throw new Error('no list');
  list.replaceWith(document.adoptNode(fresh));
  hideStageButton();
  document.dispatchEvent(new Event(filesChanged));
  return [...answer.querySelectorAll('#problems li')].map((item) => item.textContent).join(' ');
}
