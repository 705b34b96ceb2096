/** What everybody sees of reports, for the pages of other folders. */
export { type PublicPicture, type PublicReport, type PublicStep, publicFace } from './face.ts';
export { publicFilePath } from './paths.ts';
