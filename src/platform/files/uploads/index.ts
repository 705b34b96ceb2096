/**
 * Files that people send, from the first byte until a form takes them: one staging area with two doors (the parts of a form, and tus 1.0 at
 * `/api/v1/uploads`). What a file is is seen from its content; what cameras write beside the picture is removed before it is kept.
 */
export { registerFileKeeper } from './clear.ts';
export { sendFile } from './deliver.ts';
export { uploadsModule } from './module.ts';
export { stageParts } from './parts.ts';
export { previewOf } from './preview.ts';
export { registerUploadPurpose } from './purposes.ts';
export { openSalted } from './salted.ts';
export { dropUpload, releaseUploads, stagedOf, takeUploads } from './staging.ts';
export { giveTicket, ownerOf, ownersOf, ticketOf } from './ticket.ts';
export type { ReadyUpload, Staged } from './types.ts';
export { uploadRefusalText } from './words.ts';
