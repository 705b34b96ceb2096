import type { App } from '../../http/index.ts';
import type { Context, Module } from '../../module/index.ts';
import { uploadJobs } from './clear.ts';
import { tusRoutes } from './tus.ts';
import { uploadRefusalText } from './words.ts';

/** Files on their way, as the programs see them. */
export const uploadsModule: Module = {
  name: 'files',
  routes: (app: App, context: Context) => tusRoutes(app, context),
  jobs: uploadJobs,
  refusalText: uploadRefusalText,
};
