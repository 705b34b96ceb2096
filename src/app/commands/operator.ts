/** `npm run operator -- <user name> "<full name>"`: the first operators, and the way back in when nobody else can give one. */
import { makeOperator } from '../../people/index.ts';
import { openContext, openGround } from '../open.ts';
import { Stop } from '../stop.ts';

const usage = `Usage:
  npm run operator -- <user name> "<full name>"
Makes an operator, or gives the operator of that user name a new code. The code is entered at /sign-in/recover within an hour.
Make two: powerful roles and lost accounts need a second person.`;

const reasons: Readonly<Record<string, string>> = {
  'people.user-name-form': 'A user name has 3 to 40 small letters, digits and . _ - between them, and begins with a letter.',
  'people.not-an-operator': 'This user name belongs to somebody who is not an operator. Take another.',
  'people.name-missing': 'Give the full name too, in quotes.',
  'people.name-strange': 'The full name must have letters, 100 characters at most.',
};

export async function operatorCommand(args: readonly string[]): Promise<void> {
  const [userName = '', ...fullName] = args;
  if (userName === '') throw new Stop(usage);
  const ground = await openGround('operator');
  try {
    const context = await openContext(ground, 'operator');
    const made = await makeOperator(context, { userName, fullName: fullName.join(' ') });
    if (!made.ok) throw new Stop(reasons[made.refusal.code] ?? made.refusal.code);
    const { code, expiresAt } = made.value;
    const until = expiresAt.toZonedDateTimeISO(context.config.TIME_ZONE).toPlainTime().toString({ smallestUnit: 'minute' });
    process.stdout.write(`Code for ${userName}: ${code.slice(0, 4)} ${code.slice(4)}   (enter it at /sign-in/recover before ${until})\n`);
  } finally {
    await ground.close();
  }
}
