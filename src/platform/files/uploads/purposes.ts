import type { UploadPurpose } from './types.ts';

const purposes = new Map<string, UploadPurpose>();

/** Makes a purpose known; called once by the module whose forms take such files, when it is loaded. Throws when the name is taken. */
export function registerUploadPurpose(purpose: UploadPurpose): void {
  const known = purposes.get(purpose.name);
  if (known && known !== purpose) throw new Error(`The upload purpose ${purpose.name} is registered already`);
  if (!/^[a-z][a-z0-9-]*$/.test(purpose.name)) throw new Error(`${purpose.name} is no name for a purpose`);
  purposes.set(purpose.name, purpose);
}

/** The purpose of this name, if there is one. */
export function purposeOf(name: string): UploadPurpose | undefined {
  return purposes.get(name);
}
