/** The rows of schema people. Made from the database by `npm run db:types`; changed by a migration only. */
import type { ColumnType, Generated } from 'kysely';
import type { JsonObject, JsonValue } from '../platform/db/index.ts';

/** Away from-to, and who does the work meanwhile with which of the absent person's roles. */
export interface AbsenceRow {
  /** Identity, UUIDv7. */
  id: string;
  /** Who is away. */
  person_id: string;
  /** Who does the work. */
  deputy_id: string;
  /** The grants that the deputy may use. */
  grant_ids: string[];
  /** Days, [from,to). */
  valid: string;
  /** Who recorded it: the person, or a leader of the place. */
  recorded_by: string;
  /** When it was recorded. */
  recorded_at: Temporal.Instant;
  /** When it was ended early. */
  ended_at: Temporal.Instant | null;
}

/** One try to prove something, bound to the browser that began it: single use, short-lived, counted. */
export interface AttemptRow {
  /** Identity, UUIDv7. */
  id: string;
  /** What is being tried. */
  kind: string;
  /** SHA-256 of the secret in the cookie of the browser that began it; for enrolment and handed codes, of the code itself. */
  binding_digest: Buffer;
  /** Whom it would sign in; null where nobody has that number (the page looks the same). */
  person_id: string | null;
  /** What the next step needs, encrypted: number, challenge, state of the protocol. */
  sealed_data: string;
  /** Keyed hash of the code, with the attempt's id. */
  code_digest: Buffer | null;
  /** Wrong tries so far. */
  tries: Generated<number>;
  /** When it began. */
  created_at: Temporal.Instant;
  /** When it can no longer be used. */
  expires_at: Temporal.Instant;
  /** When it was used: once. */
  used_at: Temporal.Instant | null;
}

/** What a person agreed to, in which words, and when they took it back. */
export interface ConsentRow {
  /** Identity, UUIDv7. */
  id: string;
  /** Who agreed. */
  person_id: string;
  /** To what. */
  purpose: string;
  /** In which words. */
  version: number;
  /** When. */
  given_at: Temporal.Instant;
  /** self, spoken or paper. */
  how: string;
  /** Who wrote it down, where not the person. */
  recorded_by: string | null;
  /** When it was taken back. */
  withdrawn_at: Temporal.Instant | null;
  /** Who recorded that. */
  withdrawn_by: string | null;
}

/** What a person may agree to, in the words of the day; from data/people/consent-purposes.csv. A version once used stays. */
export interface ConsentPurposeRow {
  /** Code of the purpose. */
  code: string;
  /** Counts from 1; new words are a new version. */
  version: number;
  /** First day of these words. */
  valid_from: string;
  /** Last day on which they are asked; null while they are. */
  valid_to: string | null;
  /** Short name, Vietnamese. */
  title_vi: string;
  /** Short name, English. */
  title_en: string;
  /** The question, Vietnamese. */
  words_vi: string;
  /** The question, English. */
  words_en: string;
  /** Who answers for the data. */
  controller: string;
  /** Which data, Vietnamese. */
  data_vi: string;
  /** Which data, English. */
  data_en: string;
}

/** What a person proves to be themselves with. */
export interface CredentialRow {
  /** Identity, UUIDv7. */
  id: string;
  /** Whose it is. */
  person_id: string;
  /** The device on which a PIN counts. */
  device_id: string | null;
  /** password, totp, recovery-code, pin or passkey. */
  kind: string;
  /** A passkey's credential id. */
  public_id: string | null;
  /** Argon2id hash (password, pin, recovery-code), sealed secret (totp), public key and properties as JSON (passkey). */
  secret: string;
  /** Last counter of a passkey, last time step used of a totp: neither is accepted twice. */
  counter: Generated<bigint>;
  /** Wrong tries since the last right one. */
  failures: Generated<number>;
  /** How the person recognises it. */
  label: string | null;
  /** When it was made. */
  created_at: Temporal.Instant;
  /** When it was used last. */
  last_used_at: Temporal.Instant | null;
  /** When it stopped counting. */
  ended_at: Temporal.Instant | null;
}

/** Decisions that two persons make: proposed by one, confirmed or refused by another, withdrawn, expired. */
export interface DecisionRow {
  /** Identity, UUIDv7. */
  id: string;
  /** What is decided, <module>.<what>: says which roles decide and what happens then. */
  kind: string;
  /** Kind of thing it is about. */
  subject_kind: string;
  /** Identity of the thing. */
  subject_id: string;
  /** Persons it is about: they never decide it. */
  persons: Generated<string[]>;
  /** The unit in which the second person must hold the right. */
  unit_id: string | null;
  /** The organisation in which the second person must hold the right. */
  organisation_id: string | null;
  /** What will be done: ids and codes only. */
  payload: ColumnType<JsonValue, string | JsonObject | undefined, string | JsonObject>;
  /** Who proposed it. */
  proposed_by: string;
  /** The role in which it was proposed. */
  proposed_role: string;
  /** When it was proposed. */
  proposed_at: Temporal.Instant;
  /** Why, in words. */
  reason: string;
  /** proposed, confirmed, refused, withdrawn or expired. */
  state: Generated<string>;
  /** Which of the kind's approvers it is with, from 1. */
  step: Generated<number>;
  /** When it goes on to the next approver; null at the last. */
  step_until: Temporal.Instant | null;
  /** When it ends undecided. */
  expires_at: Temporal.Instant;
  /** Who ended it; null when it expired. */
  decided_by: string | null;
  /** The role in which it was decided. */
  decided_role: string | null;
  /** When it ended. */
  decided_at: Temporal.Instant | null;
  /** Why it was refused, in words. */
  decided_why: string | null;
}

/** A browser that a person uses again: remembered after a code, or enrolled by the commune or a leader. */
export interface DeviceRow {
  /** Identity, UUIDv7. */
  id: string;
  /** Whose device it is. */
  person_id: string;
  /** How the person recognises it, e.g. Android, Chrome. */
  name: string;
  /** remembered (one factor) or enrolled (with its PIN two factors). */
  kind: string;
  /** SHA-256 of the secret in the device's cookie. */
  token_digest: Buffer;
  /** When it became known. */
  enrolled_at: Temporal.Instant;
  /** When it was used last, to the hour. */
  last_seen_at: Temporal.Instant;
  /** When it stopped being trusted. */
  ended_at: Temporal.Instant | null;
  /** By the person, recovery, too many wrong PINs ...: a code. */
  ended_why: string | null;
}

/** Numbers and addresses of a person, encrypted; found by a keyed hash. */
export interface IdentifierRow {
  /** Identity; part of the place to which the encryption is bound. */
  id: string;
  /** The person. */
  person_id: string;
  /** As in person, for row-level security. */
  unit_id: string | null;
  /** As in person, for row-level security. */
  organisation_id: string | null;
  /** phone (E.164), email, citizen-id, oidc-subject (issuer and subject), user-name (of officials). */
  kind: string;
  /** The value, encrypted. */
  sealed: string;
  /** Keyed hash of kind and value. */
  digest: Buffer;
  /** The key of the hash. */
  digest_key: string;
  /** When the person proved that it is theirs. */
  verified_at: Temporal.Instant | null;
  /** When it was recorded. */
  added_at: Temporal.Instant;
  /** When it stopped being theirs. */
  ended_at: Temporal.Instant | null;
}

/** An organisation's identity. Names, places and what it receives are dated, in organisation_version. */
export interface OrganisationRow {
  /** Identity. */
  id: string;
  /** peoples-committee, department, agency, company, or office inside one of these. */
  kind: string;
  /** reference, demonstration (made up) or entered by hand. */
  origin: Generated<string>;
}

/** What an organisation was called, where it belonged, and what could be sent to it, over a range of days. */
export interface OrganisationVersionRow {
  /** Identity. */
  id: string;
  /** The organisation. */
  organisation_id: string;
  /** Days for which it holds, [from,to). */
  valid: string;
  /** Full name. */
  name: string;
  /** Name for lists. */
  short_name: string;
  /** Both names, folded for searching. */
  search_name: string;
  /** The organisation above it. */
  parent_id: string | null;
  /** The unit it governs or sits in; a People's Committee has the unit that it governs. */
  unit_id: string | null;
  /** What goes to this office: cases, money. */
  receives: Generated<string[]>;
  /** The document that founded or changed it. */
  document_id: string | null;
}

/** A person known to the system: an identity without anything that names the person. */
export interface PersonRow {
  /** Identity, UUIDv7. */
  id: string;
  /** active, closed (cannot sign in) or erased. */
  state: Generated<string>;
  /** entered, or demonstration (made up). */
  origin: Generated<string>;
  /** The unit where the person lives or serves: officials of this place may see the person. */
  unit_id: string | null;
  /** The organisation where an official works. */
  organisation_id: string | null;
  /** The language in which the person wants to be helped; never an ethnicity. */
  language_of_help: Generated<string>;
  /** When the person became known. */
  created_at: Temporal.Instant;
  /** Since when the person's data may only be kept, not used, at the person's request. */
  restricted_at: Temporal.Instant | null;
  /** When everything that names the person was removed. */
  erased_at: Temporal.Instant | null;
}

/** What names a person. Row-level security by place and organisation. */
export interface PersonDetailsRow {
  /** The person. */
  person_id: string;
  /** As in person, for row-level security. */
  unit_id: string | null;
  /** As in person, for row-level security. */
  organisation_id: string | null;
  /** Name as the person writes it. */
  full_name: string;
  /** Name folded for searching. */
  search_name: string;
  /** Year of birth, where the person gave it: tells two people of one name apart. */
  birth_year: number | null;
}

/** What persons ask about their data, with the two-working-day clock. */
export interface PrivacyRequestRow {
  /** Identity, UUIDv7. */
  id: string;
  /** Whose data. */
  person_id: string;
  /** As in person: the office that answers, and row-level security. */
  unit_id: string | null;
  /** As in person: an official's request is answered by the organisation, and row-level security. */
  organisation_id: string | null;
  /** see, correct, export, restrict, delete or object. */
  kind: string;
  /** received, answered (told how it goes on), carried-out, refused (with the reason) or withdrawn. */
  state: Generated<string>;
  /** What the person wrote or said. */
  words: string | null;
  /** When. */
  received_at: Temporal.Instant;
  /** self, spoken or paper. */
  received_how: string;
  /** The official or helper who wrote it down. */
  recorded_by: string | null;
  /** End of the second working day. */
  due_at: Temporal.Instant;
  /** When the person was told. */
  answered_at: Temporal.Instant | null;
  /** Who answered. */
  answered_by: string | null;
  /** What the person was told. */
  answer: string | null;
  /** For a deletion that the person asked for themselves: it is done by itself after this, until when it can be taken back. */
  carry_out_after: Temporal.Instant | null;
  /** When it was done, refused or withdrawn. */
  ended_at: Temporal.Instant | null;
}

/** How long what is kept; from data/people/retention.csv. */
export interface RetentionRuleRow {
  /** Code; a module carries it out. */
  code: string;
  /** Days. */
  keep_days: number;
  /** What it is about, Vietnamese. */
  what_vi: string;
  /** What it is about, English. */
  what_en: string;
  /** Why this long. */
  basis: string;
}

/** What the nightly job ended by which rule. */
export interface RetentionRunRow {
  /** Identity, UUIDv7. */
  id: string;
  /** The rule. */
  rule: string;
  /** When. */
  ran_at: Temporal.Instant;
  /** How many things. */
  ended: number;
}

/** Roles with their meaning in plain words; from data/people/roles.csv. */
export interface RoleRow {
  /** Code. */
  code: string;
  /** What a grant names: nothing (self, everywhere), a unit, or an organisation. */
  holds_at: string;
  /** Its rights need a session with two factors: it sees personal data or moves money. */
  second_factor: boolean;
  /** A grant of it needs a second person. */
  powerful: boolean;
  /** A session with it ends after this rest. */
  idle_minutes: number;
  /** A session with it ends after this time. */
  longest_hours: number;
  /** Name, Vietnamese. */
  name_vi: string;
  /** Name, English. */
  name_en: string;
  /** What it may do, in plain words, Vietnamese. */
  meaning_vi: string;
  /** What it may do, in plain words, English. */
  meaning_en: string;
  /** Order in lists. */
  sort_order: number;
}

/** Who holds which role where, from when to when, given by whom and on what basis. */
export interface RoleGrantRow {
  /** Identity, UUIDv7. */
  id: string;
  /** Who holds it. */
  person_id: string;
  /** The role. */
  role: string;
  /** Where, for roles held at a unit. */
  unit_id: string | null;
  /** Where, for roles held at an organisation. */
  organisation_id: string | null;
  /** Days on which it holds, [from,to). */
  valid: string;
  /** Who gave it; null for what the installation was made with. */
  granted_by: string | null;
  /** When it was given. */
  granted_at: Temporal.Instant;
  /** On what basis: number and date of the decision, in words. */
  basis: string;
  /** The document of the basis, where it is in the register. */
  document_id: string | null;
  /** The grant at a unit that ended, which this one carries on. */
  succeeds: string | null;
  /** When it was taken back before its end: from the next request on. */
  ended_at: Temporal.Instant | null;
  /** Who took it back. */
  ended_by: string | null;
  /** Why: a code. */
  ended_why: string | null;
}

/** Who may give which role, inside their own place; from data/people/role-granters.csv. */
export interface RoleGranterRow {
  /** The role that gives. */
  granter: string;
  /** The role that is given. */
  role: string;
}

/** The rights of each role; from data/people/role-rights.csv. */
export interface RoleRightRow {
  /** The role. */
  role: string;
  /** The right, as a module declares it. */
  right: string;
}

/** A signed-in browser. The cookie holds a secret of which only the hash is here. */
export interface SessionRow {
  /** Identity, UUIDv7; survives the rotation of its secret. */
  id: string;
  /** SHA-256 of the secret in the cookie. */
  token_digest: Buffer;
  /** Who is signed in. */
  person_id: string;
  /** The known device, where there is one. */
  device_id: string | null;
  /** How the person proved who they are. */
  methods: string[];
  /** one or two factors. */
  strength: string;
  /** When it began. */
  created_at: Temporal.Instant;
  /** When it was used last, to the minute. */
  last_seen_at: Temporal.Instant;
  /** When the person last proved who they are. */
  confirmed_at: Temporal.Instant;
  /** Without use it ends then. */
  idle_until: Temporal.Instant;
  /** It ends then in any case. */
  ends_at: Temporal.Instant;
  /** How long it may rest: the shortest of the person's roles. */
  idle_minutes: number;
  /** When it was ended. */
  ended_at: Temporal.Instant | null;
  /** Signed out, ended from the list of sessions, recovery ...: a code. */
  ended_why: string | null;
}

/** Grants at units that ended, proposed for the unit that followed; an administrator confirms each. */
export interface SuccessionRow {
  /** Identity, UUIDv7. */
  id: string;
  /** The grant that ended with its unit. */
  grant_id: string;
  /** The unit that followed. */
  to_unit_id: string;
  /** When the end of the unit was seen. */
  proposed_at: Temporal.Instant;
  /** First day of the new grant. */
  effective_on: string;
  /** proposed, confirmed or declined. */
  state: Generated<string>;
  /** When it was decided. */
  decided_at: Temporal.Instant | null;
  /** Who decided. */
  decided_by: string | null;
  /** The grant that was given. */
  new_grant_id: string | null;
}

/** Counts of tries by account, number and address, as keyed hashes; slows down, never locks out. */
export interface ThrottleRow {
  /** Keyed hash of kind and subject. */
  key: Buffer;
  /** Start of the time that is counted. */
  window_start: Temporal.Instant;
  /** Tries in that time. */
  hits: number;
}

export interface PeopleRows {
  'people.absence': AbsenceRow;
  'people.attempt': AttemptRow;
  'people.consent': ConsentRow;
  'people.consent_purpose': ConsentPurposeRow;
  'people.credential': CredentialRow;
  'people.decision': DecisionRow;
  'people.device': DeviceRow;
  'people.identifier': IdentifierRow;
  'people.organisation': OrganisationRow;
  'people.organisation_version': OrganisationVersionRow;
  'people.person': PersonRow;
  'people.person_details': PersonDetailsRow;
  'people.privacy_request': PrivacyRequestRow;
  'people.retention_rule': RetentionRuleRow;
  'people.retention_run': RetentionRunRow;
  'people.role': RoleRow;
  'people.role_grant': RoleGrantRow;
  'people.role_granter': RoleGranterRow;
  'people.role_right': RoleRightRow;
  'people.session': SessionRow;
  'people.succession': SuccessionRow;
  'people.throttle': ThrottleRow;
}
