import { explainConfig } from '../../platform/config/index.ts';

/** `npm run config`: every setting, what it means, and its value here. */
export async function config(): Promise<void> {
  process.stdout.write(`${explainConfig(process.env)}\n`);
}
