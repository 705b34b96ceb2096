/** Passing pages on: previews, pictures, QR codes and sheets for the wall. */
export { renderPng } from './png.ts';
export { shareRefusal, shareRoutes } from './routes.ts';
