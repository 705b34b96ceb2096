/** A command can't go on, for a reason that its user can do something about: printed without a stack. */
export class Stop extends Error {
  override name = 'Stop';
}
