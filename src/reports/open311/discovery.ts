/** Service discovery (https://wiki.open311.org/Service_Discovery): where the real system and the sandbox are. */
import { type Item, many } from './format.ts';

export const home = '/open311/v2';
/** The jurisdiction under which the sandbox is asked for. */
export const sandboxName = 'sandbox';

const specification = 'http://wiki.open311.org/GeoReport_v2';
/** The day on which what is offered here last changed. */
const changeset = '2026-11-23T00:00:00+07:00';

/** Both endpoints; they share an address, and a key or the jurisdiction says which of them is meant. */
export function discovery(origin: string, department: string): Item {
  const formats = many('format', ['text/xml', 'application/json']);
  return {
    changeset,
    contact: `${department}, ${origin}/developers`,
    key_service: `${origin}/developers/apps`,
    endpoints: many('endpoint', [
      { specification, url: origin + home, changeset, type: 'production', formats },
      { specification, url: origin + home, changeset, type: 'test', jurisdiction_id: sandboxName, formats },
    ]),
  };
}
