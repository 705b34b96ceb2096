import { auditVerify as verify } from '../../audit/index.ts';
import { openGround } from '../open.ts';

/** `npm run audit:verify`, with `--anchor number:hash` to compare with a seal noted elsewhere. Exit code 1 at a break. */
export async function auditVerify(args: readonly string[]): Promise<void> {
  const anchor = args.at(args.indexOf('--anchor') + 1);
  const ground = await openGround('audit:verify');
  try {
    const db = ground.openDb('yenbai_app', 'audit:verify');
    process.exitCode = await verify(db, (line) => process.stdout.write(`${line}\n`), args.includes('--anchor') && anchor ? { anchor } : {});
  } finally {
    await ground.close();
  }
}
