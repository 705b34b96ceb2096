-- Is this person really from our team, and who else would help?

create table teams.card (
  id uuid primary key,
  membership_id uuid not null references teams.membership,
  serial text collate "C" not null,
  digest bytea not null,
  digest_key text collate "C" not null,
  sealed_number text collate "C" not null,
  sealed_key text collate "C" not null,
  valid daterange not null,
  issued_at timestamptz not null,
  issued_by uuid references people.person,
  revoked_at timestamptz,
  revoked_by uuid references people.person,
  revoked_why text collate "C",
  constraint card_serial_is_digits check (serial ~ '^[0-9]{8}$'),
  constraint card_valid_whole check (not isempty(valid) and not lower_inf(valid) and not upper_inf(valid)),
  constraint card_revoked_why_known check (revoked_why in ('lost', 'left', 'replaced', 'misused', 'mistake')),
  constraint card_revoked_has_reason check ((revoked_at is null) = (revoked_why is null))
);
comment on table teams.card is 'Cards of members: a printed number that cannot be guessed, and a secret for the code that changes each minute.';
comment on column teams.card.id is 'Identity, UUIDv7; the place to which the encryption is bound.';
comment on column teams.card.membership_id is 'Whose card.';
comment on column teams.card.serial is 'First eight digits of the number: says which card, and nothing about the person.';
comment on column teams.card.digest is 'Keyed hash of the whole number.';
comment on column teams.card.digest_key is 'The key of the hash.';
comment on column teams.card.sealed_number is 'The whole number, encrypted, for printing.';
comment on column teams.card.sealed_key is 'The secret of the code that changes each minute, encrypted.';
comment on column teams.card.valid is 'Days, [from,to): never longer than the term.';
comment on column teams.card.issued_at is 'When it was issued.';
comment on column teams.card.issued_by is 'Who issued it.';
comment on column teams.card.revoked_at is 'From this moment on it is worth nothing.';
comment on column teams.card.revoked_by is 'Who revoked it; null for the system, when the member left.';
comment on column teams.card.revoked_why is 'Why: a code.';
-- Serves the check of a number.
create unique index card_by_serial on teams.card (serial);
-- A member has one card at a time.
create unique index card_one_in_force on teams.card (membership_id) where revoked_at is null;
-- Serves taking back a membership: the cards it ever had.
create index card_by_membership on teams.card (membership_id);
-- Serves the rotation of keys.
create index card_by_key on teams.card (digest_key);

create table teams.photo (
  person_id uuid primary key references people.person,
  file_hash text collate "C" not null,
  added_at timestamptz not null,
  added_by uuid references people.person
);
comment on table teams.photo is 'Photographs of members for card and sheet, with their consent. Row-level security.';
comment on column teams.photo.person_id is 'Who is in it.';
comment on column teams.photo.file_hash is 'The picture in the file store: scaled down, without what cameras write into it.';
comment on column teams.photo.added_at is 'When it was added.';
comment on column teams.photo.added_by is 'Who added it.';
alter table teams.photo enable row level security;
alter table teams.photo force row level security;
create policy photo_rows on teams.photo
  using (person_id = (select platform.state_actor()) or (select platform.state_duty('identity', 'privacy', 'archive')));

create table teams.offer (
  id uuid primary key,
  kind text collate "C" not null,
  person_id uuid references people.person,
  unit_id uuid not null references territory.unit,
  code text collate "C" not null,
  sealed_contact text collate "C",
  what text,
  core_force text collate "C" references teams.core_force,
  available daterange,
  state text collate "C" not null default 'new',
  offered_at timestamptz not null,
  recorded_by uuid references people.person,
  answered_at timestamptz,
  answered_by uuid references people.person,
  answer text,
  membership_id uuid references teams.membership,
  constraint offer_kind_known check (kind in ('join', 'help')),
  constraint offer_state_known check (state in ('new', 'welcomed', 'asked', 'given', 'declined', 'withdrawn', 'expired')),
  constraint offer_answered_has_moment check (state in ('new', 'withdrawn', 'expired') or answered_at is not null)
);
comment on table teams.offer is 'Citizens who want to join a team; experts and firms who offer help. Row-level security by place.';
comment on column teams.offer.id is 'Identity, UUIDv7.';
comment on column teams.offer.kind is 'join (become a member) or help (an expert or a firm).';
comment on column teams.offer.person_id is 'Who offers, where known to the system.';
comment on column teams.offer.unit_id is 'Where: the unit of the team, or the area that help is offered to.';
comment on column teams.offer.code is 'By which the answer is looked up.';
comment on column teams.offer.sealed_contact is 'Name, organisation and number as JSON, encrypted; null once removed.';
comment on column teams.offer.what is 'What is offered, in the words of whoever offers.';
comment on column teams.offer.core_force is 'Where somebody who wants to join comes from.';
comment on column teams.offer.available is 'From when until when, [from,to).';
comment on column teams.offer.state is 'new, welcomed, asked (for help that is needed now), given, declined, withdrawn, expired.';
comment on column teams.offer.offered_at is 'When.';
comment on column teams.offer.recorded_by is 'The official or member who wrote it down for somebody.';
comment on column teams.offer.answered_at is 'When it was first answered.';
comment on column teams.offer.answered_by is 'By whom.';
comment on column teams.offer.answer is 'The words of the answer.';
comment on column teams.offer.membership_id is 'The membership that came of it.';
create unique index offer_by_code on teams.offer (code);
-- Serves the list of what waits in a place.
create index offer_by_unit on teams.offer (unit_id, state);
create index offer_by_person on teams.offer (person_id) where person_id is not null;
alter table teams.offer enable row level security;
alter table teams.offer force row level security;
create policy offer_rows on teams.offer
  using (person_id = (select platform.state_actor()) or unit_id = any ((select platform.state_units())::uuid[])
    or (select platform.state_everywhere()) or (select platform.state_duty('identity', 'privacy', 'archive')))
  with check (true);

create table teams.contribution (
  id uuid primary key,
  offer_id uuid not null references teams.offer,
  on_day date not null,
  what text not null,
  noted_at timestamptz not null,
  noted_by uuid references people.person
);
comment on table teams.contribution is 'What was given on an offer of help.';
comment on column teams.contribution.id is 'Identity, UUIDv7.';
comment on column teams.contribution.offer_id is 'The offer.';
comment on column teams.contribution.on_day is 'Day.';
comment on column teams.contribution.what is 'What was given.';
comment on column teams.contribution.noted_at is 'When it was noted.';
comment on column teams.contribution.noted_by is 'Who noted it.';
-- Serves the offer's page.
create index contribution_by_offer on teams.contribution (offer_id);

grant select, insert, update, delete on teams.card, teams.photo, teams.offer, teams.contribution to yenbai_app;
