-- People, organisations over time, the ways in, and who may do what where.

create schema people;
comment on schema people is 'People, organisations over time, sign-in, roles, two-person decisions, consent, requests about personal data.';
grant usage on schema people to yenbai_app, yenbai_reader;

-- Organisations over time ---------------------------------------------------------------------------------------------------

create table people.organisation (
  id uuid primary key,
  kind text collate "C" not null,
  origin text collate "C" not null default 'reference',
  constraint organisation_kind_known check (kind in ('peoples-committee', 'department', 'agency', 'company', 'office')),
  constraint organisation_origin_known check (origin in ('reference', 'demonstration', 'entered'))
);
comment on table people.organisation is 'An organisation''s identity. Names, places and what it receives are dated, in organisation_version.';
comment on column people.organisation.id is 'Identity.';
comment on column people.organisation.kind is 'peoples-committee, department, agency, company, or office inside one of these.';
comment on column people.organisation.origin is 'reference, demonstration (made up) or entered by hand.';

create table people.organisation_version (
  id uuid primary key,
  organisation_id uuid not null references people.organisation,
  valid daterange not null,
  name text collate "vi-x-icu" not null,
  short_name text collate "vi-x-icu" not null,
  search_name text collate "C" not null,
  parent_id uuid references people.organisation,
  unit_id uuid references territory.unit,
  receives text[] collate "C" not null default '{}',
  document_id uuid references legal.document,
  constraint organisation_version_valid_whole check (not isempty(valid) and not lower_inf(valid) and lower_inc(valid) and (upper_inf(valid) or not upper_inc(valid))),
  constraint organisation_version_receives_known check (receives <@ array['cases', 'money']),
  constraint organisation_version_not_own_parent check (parent_id <> organisation_id),
  constraint organisation_version_no_overlap exclude using gist (organisation_id with =, valid with &&)
);
comment on table people.organisation_version is 'What an organisation was called, where it belonged, and what could be sent to it, over a range of days.';
comment on column people.organisation_version.id is 'Identity.';
comment on column people.organisation_version.organisation_id is 'The organisation.';
comment on column people.organisation_version.valid is 'Days for which it holds, [from,to).';
comment on column people.organisation_version.name is 'Full name.';
comment on column people.organisation_version.short_name is 'Name for lists.';
comment on column people.organisation_version.search_name is 'Both names, folded for searching.';
comment on column people.organisation_version.parent_id is 'The organisation above it.';
comment on column people.organisation_version.unit_id is 'The unit it governs or sits in; a People''s Committee has the unit that it governs.';
comment on column people.organisation_version.receives is 'What goes to this office: cases, money.';
comment on column people.organisation_version.document_id is 'The document that founded or changed it.';

-- Serves the tree below an organisation.
create index organisation_version_by_parent on people.organisation_version (parent_id);
-- Serves "which offices does this unit have".
create index organisation_version_by_unit on people.organisation_version (unit_id);
-- Serves the search by a part of a name.
create index organisation_version_by_name on people.organisation_version using gin (search_name gin_trgm_ops);

-- Persons -------------------------------------------------------------------------------------------------------------------

create table people.person (
  id uuid primary key,
  state text collate "C" not null default 'active',
  origin text collate "C" not null default 'entered',
  unit_id uuid references territory.unit,
  organisation_id uuid references people.organisation,
  language_of_help text collate "C" not null default 'vi',
  created_at timestamptz not null,
  restricted_at timestamptz,
  erased_at timestamptz,
  constraint person_state_known check (state in ('active', 'closed', 'erased')),
  constraint person_origin_known check (origin in ('entered', 'demonstration')),
  constraint person_erased_has_moment check ((state = 'erased') = (erased_at is not null))
);
comment on table people.person is 'A person known to the system: an identity without anything that names the person.';
comment on column people.person.id is 'Identity, UUIDv7.';
comment on column people.person.state is 'active, closed (cannot sign in) or erased.';
comment on column people.person.origin is 'entered, or demonstration (made up).';
comment on column people.person.unit_id is 'The unit where the person lives or serves: officials of this place may see the person.';
comment on column people.person.organisation_id is 'The organisation where an official works.';
comment on column people.person.language_of_help is 'The language in which the person wants to be helped; never an ethnicity.';
comment on column people.person.created_at is 'When the person became known.';
comment on column people.person.restricted_at is 'Since when the person''s data may only be kept, not used, at the person''s request.';
comment on column people.person.erased_at is 'When everything that names the person was removed.';

-- Serves lists of persons of a place.
create index person_by_unit on people.person (unit_id);
create index person_by_organisation on people.person (organisation_id);

create table people.person_details (
  person_id uuid primary key references people.person,
  unit_id uuid,
  organisation_id uuid,
  full_name text collate "vi-x-icu" not null,
  search_name text collate "C" not null,
  birth_year integer,
  constraint person_details_birth_year_possible check (birth_year between 1900 and 2100)
);
comment on table people.person_details is 'What names a person. Row-level security by place and organisation.';
comment on column people.person_details.person_id is 'The person.';
comment on column people.person_details.unit_id is 'As in person, for row-level security.';
comment on column people.person_details.organisation_id is 'As in person, for row-level security.';
comment on column people.person_details.full_name is 'Name as the person writes it.';
comment on column people.person_details.search_name is 'Name folded for searching.';
comment on column people.person_details.birth_year is 'Year of birth, where the person gave it: tells two people of one name apart.';
-- Serves lists of a place and organisation under row-level security.
create index person_details_by_unit on people.person_details (unit_id);
create index person_details_by_organisation on people.person_details (organisation_id);

create table people.identifier (
  id uuid primary key,
  person_id uuid not null references people.person,
  unit_id uuid,
  organisation_id uuid,
  kind text collate "C" not null,
  sealed text collate "C" not null,
  digest bytea not null,
  digest_key text collate "C" not null,
  verified_at timestamptz,
  added_at timestamptz not null,
  ended_at timestamptz,
  constraint identifier_kind_known check (kind in ('phone', 'email', 'citizen-id', 'oidc-subject', 'user-name'))
);
comment on table people.identifier is 'Numbers and addresses of a person, encrypted; found by a keyed hash.';
comment on column people.identifier.id is 'Identity; part of the place to which the encryption is bound.';
comment on column people.identifier.person_id is 'The person.';
comment on column people.identifier.unit_id is 'As in person, for row-level security.';
comment on column people.identifier.organisation_id is 'As in person, for row-level security.';
comment on column people.identifier.kind is 'phone (E.164), email, citizen-id, oidc-subject (issuer and subject), user-name (of officials).';
comment on column people.identifier.sealed is 'The value, encrypted.';
comment on column people.identifier.digest is 'Keyed hash of kind and value.';
comment on column people.identifier.digest_key is 'The key of the hash.';
comment on column people.identifier.verified_at is 'When the person proved that it is theirs.';
comment on column people.identifier.added_at is 'When it was recorded.';
comment on column people.identifier.ended_at is 'When it stopped being theirs.';
-- A verified value belongs to one person at a time. Serves the search by value too.
create unique index identifier_one_holder on people.identifier (kind, digest) where ended_at is null and verified_at is not null;
create index identifier_by_digest on people.identifier (digest);
create index identifier_by_person on people.identifier (person_id);
-- Serves the rotation of keys.
create index identifier_by_key on people.identifier (digest_key);

-- Ways in -------------------------------------------------------------------------------------------------------------------

create table people.device (
  id uuid primary key,
  person_id uuid not null references people.person,
  name text not null,
  kind text collate "C" not null,
  token_digest bytea not null,
  enrolled_at timestamptz not null,
  last_seen_at timestamptz not null,
  ended_at timestamptz,
  ended_why text collate "C",
  constraint device_kind_known check (kind in ('remembered', 'enrolled'))
);
comment on table people.device is 'A browser that a person uses again: remembered after a code, or enrolled by the commune or a leader.';
comment on column people.device.id is 'Identity, UUIDv7.';
comment on column people.device.person_id is 'Whose device it is.';
comment on column people.device.name is 'How the person recognises it, e.g. Android, Chrome.';
comment on column people.device.kind is 'remembered (one factor) or enrolled (with its PIN two factors).';
comment on column people.device.token_digest is 'SHA-256 of the secret in the device''s cookie.';
comment on column people.device.enrolled_at is 'When it became known.';
comment on column people.device.last_seen_at is 'When it was used last, to the hour.';
comment on column people.device.ended_at is 'When it stopped being trusted.';
comment on column people.device.ended_why is 'By the person, recovery, too many wrong PINs ...: a code.';
create unique index device_by_token on people.device (token_digest);
create index device_by_person on people.device (person_id);

create table people.credential (
  id uuid primary key,
  person_id uuid not null references people.person,
  device_id uuid references people.device,
  kind text collate "C" not null,
  public_id text collate "C",
  secret text collate "C" not null,
  counter bigint not null default 0,
  failures integer not null default 0,
  label text,
  created_at timestamptz not null,
  last_used_at timestamptz,
  ended_at timestamptz,
  constraint credential_kind_known check (kind in ('password', 'totp', 'recovery-code', 'pin', 'passkey')),
  constraint credential_pin_has_device check ((kind = 'pin') = (device_id is not null))
);
comment on table people.credential is 'What a person proves to be themselves with.';
comment on column people.credential.id is 'Identity, UUIDv7.';
comment on column people.credential.person_id is 'Whose it is.';
comment on column people.credential.device_id is 'The device on which a PIN counts.';
comment on column people.credential.kind is 'password, totp, recovery-code, pin or passkey.';
comment on column people.credential.public_id is 'A passkey''s credential id.';
comment on column people.credential.secret is 'Argon2id hash (password, pin, recovery-code), sealed secret (totp), public key and properties as JSON (passkey).';
comment on column people.credential.counter is 'Last counter of a passkey, last time step used of a totp: neither is accepted twice.';
comment on column people.credential.failures is 'Wrong tries since the last right one.';
comment on column people.credential.label is 'How the person recognises it.';
comment on column people.credential.created_at is 'When it was made.';
comment on column people.credential.last_used_at is 'When it was used last.';
comment on column people.credential.ended_at is 'When it stopped counting.';
create unique index credential_passkey_once on people.credential (public_id) where public_id is not null;
create index credential_by_person on people.credential (person_id, kind) where ended_at is null;
create unique index credential_one_pin on people.credential (device_id) where kind = 'pin' and ended_at is null;
create unique index credential_one_password on people.credential (person_id) where kind = 'password' and ended_at is null;

create table people.session (
  id uuid primary key,
  token_digest bytea not null,
  person_id uuid not null references people.person,
  device_id uuid references people.device,
  methods text[] collate "C" not null,
  strength text collate "C" not null,
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  confirmed_at timestamptz not null,
  idle_until timestamptz not null,
  ends_at timestamptz not null,
  idle_minutes integer not null,
  ended_at timestamptz,
  ended_why text collate "C",
  constraint session_strength_known check (strength in ('one', 'two')),
  constraint session_methods_known check (methods <@ array['sms-code', 'password', 'totp', 'recovery-code', 'pin', 'passkey', 'oidc', 'handed-code', 'demonstration'])
);
comment on table people.session is 'A signed-in browser. The cookie holds a secret of which only the hash is here.';
comment on column people.session.id is 'Identity, UUIDv7; survives the rotation of its secret.';
comment on column people.session.token_digest is 'SHA-256 of the secret in the cookie.';
comment on column people.session.person_id is 'Who is signed in.';
comment on column people.session.device_id is 'The known device, where there is one.';
comment on column people.session.methods is 'How the person proved who they are.';
comment on column people.session.strength is 'one or two factors.';
comment on column people.session.created_at is 'When it began.';
comment on column people.session.last_seen_at is 'When it was used last, to the minute.';
comment on column people.session.confirmed_at is 'When the person last proved who they are.';
comment on column people.session.idle_until is 'Without use it ends then.';
comment on column people.session.ends_at is 'It ends then in any case.';
comment on column people.session.idle_minutes is 'How long it may rest: the shortest of the person''s roles.';
comment on column people.session.ended_at is 'When it was ended.';
comment on column people.session.ended_why is 'Signed out, ended from the list of sessions, recovery ...: a code.';
create unique index session_by_token on people.session (token_digest);
create index session_by_person on people.session (person_id) where ended_at is null;
-- Serves the removal of old sessions.
create index session_old on people.session (ends_at);

create table people.attempt (
  id uuid primary key,
  kind text collate "C" not null,
  binding_digest bytea not null,
  person_id uuid references people.person,
  sealed_data text collate "C" not null,
  code_digest bytea,
  tries integer not null default 0,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  constraint attempt_kind_known check (kind in ('sms-code', 'email-code', 'passkey', 'passkey-new', 'oidc', 'second-factor', 'enrolment', 'handed-code', 'totp-new'))
);
comment on table people.attempt is 'One try to prove something, bound to the browser that began it: single use, short-lived, counted.';
comment on column people.attempt.id is 'Identity, UUIDv7.';
comment on column people.attempt.kind is 'What is being tried.';
comment on column people.attempt.binding_digest is 'SHA-256 of the secret in the cookie of the browser that began it; for enrolment and handed codes, of the code itself.';
comment on column people.attempt.person_id is 'Whom it would sign in; null where nobody has that number (the page looks the same).';
comment on column people.attempt.sealed_data is 'What the next step needs, encrypted: number, challenge, state of the protocol.';
comment on column people.attempt.code_digest is 'Keyed hash of the code, with the attempt''s id.';
comment on column people.attempt.tries is 'Wrong tries so far.';
comment on column people.attempt.created_at is 'When it began.';
comment on column people.attempt.expires_at is 'When it can no longer be used.';
comment on column people.attempt.used_at is 'When it was used: once.';
create unique index attempt_by_binding on people.attempt (kind, binding_digest) where used_at is null;
-- Serves the removal of old attempts.
create index attempt_old on people.attempt (expires_at);

create table people.throttle (
  key bytea primary key,
  window_start timestamptz not null,
  hits integer not null,
  constraint throttle_hits_positive check (hits > 0)
);
comment on table people.throttle is 'Counts of tries by account, number and address, as keyed hashes; slows down, never locks out.';
comment on column people.throttle.key is 'Keyed hash of kind and subject.';
comment on column people.throttle.window_start is 'Start of the time that is counted.';
comment on column people.throttle.hits is 'Tries in that time.';
create index throttle_old on people.throttle (window_start);

-- Roles and grants ------------------------------------------------------------------------------------------------------------

create table people.role (
  code text collate "C" primary key,
  holds_at text collate "C" not null,
  second_factor boolean not null,
  powerful boolean not null,
  idle_minutes integer not null,
  longest_hours integer not null,
  name_vi text not null,
  name_en text not null,
  meaning_vi text not null,
  meaning_en text not null,
  sort_order integer not null,
  constraint role_holds_at_known check (holds_at in ('self', 'unit', 'organisation', 'everywhere')),
  constraint role_limits_positive check (idle_minutes > 0 and longest_hours > 0)
);
comment on table people.role is 'Roles with their meaning in plain words; from data/people/roles.csv.';
comment on column people.role.code is 'Code.';
comment on column people.role.holds_at is 'What a grant names: nothing (self, everywhere), a unit, or an organisation.';
comment on column people.role.second_factor is 'Its rights need a session with two factors: it sees personal data or moves money.';
comment on column people.role.powerful is 'A grant of it needs a second person.';
comment on column people.role.idle_minutes is 'A session with it ends after this rest.';
comment on column people.role.longest_hours is 'A session with it ends after this time.';
comment on column people.role.name_vi is 'Name, Vietnamese.';
comment on column people.role.name_en is 'Name, English.';
comment on column people.role.meaning_vi is 'What it may do, in plain words, Vietnamese.';
comment on column people.role.meaning_en is 'What it may do, in plain words, English.';
comment on column people.role.sort_order is 'Order in lists.';

create table people.role_right (
  role text collate "C" not null references people.role,
  "right" text collate "C" not null,
  primary key (role, "right")
);
comment on table people.role_right is 'The rights of each role; from data/people/role-rights.csv.';
comment on column people.role_right.role is 'The role.';
comment on column people.role_right."right" is 'The right, as a module declares it.';

create table people.role_granter (
  granter text collate "C" not null references people.role,
  role text collate "C" not null references people.role,
  primary key (granter, role)
);
comment on table people.role_granter is 'Who may give which role, inside their own place; from data/people/role-granters.csv.';
comment on column people.role_granter.granter is 'The role that gives.';
comment on column people.role_granter.role is 'The role that is given.';

create table people.role_grant (
  id uuid primary key,
  person_id uuid not null references people.person,
  role text collate "C" not null references people.role,
  unit_id uuid references territory.unit,
  organisation_id uuid references people.organisation,
  valid daterange not null,
  granted_by uuid references people.person,
  granted_at timestamptz not null,
  basis text not null,
  document_id uuid references legal.document,
  succeeds uuid references people.role_grant,
  ended_at timestamptz,
  ended_by uuid references people.person,
  ended_why text collate "C",
  constraint role_grant_valid_whole check (not isempty(valid) and not lower_inf(valid) and lower_inc(valid) and (upper_inf(valid) or not upper_inc(valid))),
  constraint role_grant_one_place check (unit_id is null or organisation_id is null),
  constraint role_grant_basis_given check (length(basis) between 1 and 300)
);
comment on table people.role_grant is 'Who holds which role where, from when to when, given by whom and on what basis.';
comment on column people.role_grant.id is 'Identity, UUIDv7.';
comment on column people.role_grant.person_id is 'Who holds it.';
comment on column people.role_grant.role is 'The role.';
comment on column people.role_grant.unit_id is 'Where, for roles held at a unit.';
comment on column people.role_grant.organisation_id is 'Where, for roles held at an organisation.';
comment on column people.role_grant.valid is 'Days on which it holds, [from,to).';
comment on column people.role_grant.granted_by is 'Who gave it; null for what the installation was made with.';
comment on column people.role_grant.granted_at is 'When it was given.';
comment on column people.role_grant.basis is 'On what basis: number and date of the decision, in words.';
comment on column people.role_grant.document_id is 'The document of the basis, where it is in the register.';
comment on column people.role_grant.succeeds is 'The grant at a unit that ended, which this one carries on.';
comment on column people.role_grant.ended_at is 'When it was taken back before its end: from the next request on.';
comment on column people.role_grant.ended_by is 'Who took it back.';
comment on column people.role_grant.ended_why is 'Why: a code.';
create index role_grant_by_person on people.role_grant (person_id) where ended_at is null;
create index role_grant_by_unit on people.role_grant (unit_id) where ended_at is null;
create index role_grant_by_organisation on people.role_grant (organisation_id) where ended_at is null;

create table people.absence (
  id uuid primary key,
  person_id uuid not null references people.person,
  deputy_id uuid not null references people.person,
  grant_ids uuid[] not null,
  valid daterange not null,
  recorded_by uuid not null references people.person,
  recorded_at timestamptz not null,
  ended_at timestamptz,
  constraint absence_not_own_deputy check (person_id <> deputy_id),
  constraint absence_valid_whole check (not isempty(valid) and not lower_inf(valid) and not upper_inf(valid)),
  constraint absence_gives_something check (cardinality(grant_ids) > 0)
);
comment on table people.absence is 'Away from-to, and who does the work meanwhile with which of the absent person''s roles.';
comment on column people.absence.id is 'Identity, UUIDv7.';
comment on column people.absence.person_id is 'Who is away.';
comment on column people.absence.deputy_id is 'Who does the work.';
comment on column people.absence.grant_ids is 'The grants that the deputy may use.';
comment on column people.absence.valid is 'Days, [from,to).';
comment on column people.absence.recorded_by is 'Who recorded it: the person, or a leader of the place.';
comment on column people.absence.recorded_at is 'When it was recorded.';
comment on column people.absence.ended_at is 'When it was ended early.';
create index absence_by_deputy on people.absence (deputy_id) where ended_at is null;
create index absence_by_person on people.absence (person_id) where ended_at is null;

create table people.succession (
  id uuid primary key,
  grant_id uuid not null references people.role_grant,
  to_unit_id uuid not null references territory.unit,
  proposed_at timestamptz not null,
  effective_on date not null,
  state text collate "C" not null default 'proposed',
  decided_at timestamptz,
  decided_by uuid references people.person,
  new_grant_id uuid references people.role_grant,
  constraint succession_state_known check (state in ('proposed', 'confirmed', 'declined')),
  constraint succession_decided_is_whole check ((state = 'proposed') = (decided_at is null))
);
comment on table people.succession is 'Grants at units that ended, proposed for the unit that followed; an administrator confirms each.';
comment on column people.succession.id is 'Identity, UUIDv7.';
comment on column people.succession.grant_id is 'The grant that ended with its unit.';
comment on column people.succession.to_unit_id is 'The unit that followed.';
comment on column people.succession.proposed_at is 'When the end of the unit was seen.';
comment on column people.succession.effective_on is 'First day of the new grant.';
comment on column people.succession.state is 'proposed, confirmed or declined.';
comment on column people.succession.decided_at is 'When it was decided.';
comment on column people.succession.decided_by is 'Who decided.';
comment on column people.succession.new_grant_id is 'The grant that was given.';
create unique index succession_once on people.succession (grant_id, to_unit_id);
create index succession_open on people.succession (to_unit_id) where state = 'proposed';

-- Row-level security ----------------------------------------------------------------------------------------------------------

alter table people.person_details enable row level security;
alter table people.person_details force row level security;
create policy person_details_seen on people.person_details for select using (
  person_id = (select platform.state_actor())
  or unit_id = any ((select platform.state_units())::uuid[])
  or organisation_id = any ((select platform.state_organisations())::uuid[])
  or (select platform.state_everywhere())
  or (select platform.state_duty('identity', 'privacy', 'archive')));
create policy person_details_written on people.person_details for all using (
  person_id = (select platform.state_actor())
  or unit_id = any ((select platform.state_units())::uuid[])
  or organisation_id = any ((select platform.state_organisations())::uuid[])
  or (select platform.state_everywhere())
  or (select platform.state_duty('identity', 'privacy')));

alter table people.identifier enable row level security;
alter table people.identifier force row level security;
create policy identifier_rows on people.identifier using (
  person_id = (select platform.state_actor())
  or unit_id = any ((select platform.state_units())::uuid[])
  or organisation_id = any ((select platform.state_organisations())::uuid[])
  or (select platform.state_everywhere())
  or (select platform.state_duty('identity', 'privacy', 'archive')));

alter table people.device enable row level security;
alter table people.device force row level security;
create policy device_rows on people.device using (
  person_id = (select platform.state_actor()) or (select platform.state_duty('identity', 'privacy', 'archive')));

alter table people.credential enable row level security;
alter table people.credential force row level security;
create policy credential_rows on people.credential using (
  person_id = (select platform.state_actor()) or (select platform.state_duty('identity', 'privacy', 'archive')));

alter table people.attempt enable row level security;
alter table people.attempt force row level security;
create policy attempt_rows on people.attempt using ((select platform.state_duty('identity', 'privacy', 'archive')));

grant select, insert, update, delete on people.person, people.person_details, people.identifier, people.device, people.credential,
  people.session, people.attempt, people.throttle to yenbai_app;
grant select, insert, update on people.organisation, people.organisation_version, people.role_grant, people.absence, people.succession to yenbai_app;
grant select, insert, update, delete on people.role, people.role_right, people.role_granter to yenbai_app;
grant select on people.organisation, people.organisation_version, people.role, people.role_right to yenbai_reader;
