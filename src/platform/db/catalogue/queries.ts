/**
 * The questions asked of pg_catalog. Every answer has an order that depends on names only, never on oids. What the versions of
 * the server tell differently is left out: NOT NULL constraints (18 lists them), the privilege MAINTAIN (17), owners' own rights.
 */

/** Grants in an access list, without those of the owner, as `[{privilege, to}]`. */
const grants = (list: string, owner: string): string => `
  coalesce((
    select jsonb_agg(jsonb_build_object('privilege', lower(a.privilege_type), 'to', coalesce(g.rolname, 'public')) order by coalesce(g.rolname, 'public') collate "C", a.privilege_type collate "C")
      from aclexplode(${list}) a left join pg_roles g on g.oid = a.grantee
     where a.grantee <> ${owner} and a.privilege_type <> 'MAINTAIN'
  ), '[]'::jsonb)`;

const own = `n.nspname not like 'pg\\_%' and n.nspname not in ('information_schema', 'public', 'pgboss')`;
const notOfExtension = (table: string, oid: string): string =>
  `not exists (select from pg_depend d where d.classid = '${table}'::regclass and d.objid = ${oid} and d.deptype = 'e')`;

export const extensions = `
  select e.extname::text as name, n.nspname::text as schema from pg_extension e join pg_namespace n on n.oid = e.extnamespace
   where e.extname <> 'plpgsql' order by e.extname collate "C"`;

export const schemas = `
  select n.nspname::text as name, obj_description(n.oid, 'pg_namespace') as comment, ${grants('n.nspacl', 'n.nspowner')} as grants
    from pg_namespace n where ${own} order by n.nspname collate "C"`;

export const types = `
  select n.nspname::text as schema, t.typname::text as name, case t.typtype when 'e' then 'enum' else 'domain' end as kind,
         obj_description(t.oid, 'pg_type') as comment,
         array(select l.enumlabel::text from pg_enum l where l.enumtypid = t.oid order by l.enumsortorder) as labels,
         case when t.typtype = 'd' then concat_ws(' ', format_type(t.typbasetype, t.typtypmod),
           case when t.typcollation <> b.typcollation then 'collate ' || quote_ident(k.collname) end,
           case when t.typnotnull then 'not null' end, 'default ' || t.typdefault,
           (select string_agg('constraint ' || quote_ident(c.conname) || ' ' || pg_get_constraintdef(c.oid), ' ' order by c.conname collate "C")
              from pg_constraint c where c.contypid = t.oid and c.contype = 'c')) else '' end as definition
    from pg_type t join pg_namespace n on n.oid = t.typnamespace left join pg_type b on b.oid = t.typbasetype
         left join pg_collation k on k.oid = t.typcollation
   where ${own} and t.typtype in ('e', 'd') order by n.nspname collate "C", t.typname collate "C"`;

export const sequences = `
  select n.nspname::text as schema, c.relname::text as name, format_type(s.seqtypid, null) as type, ${grants('c.relacl', 'c.relowner')} as grants
    from pg_sequence s join pg_class c on c.oid = s.seqrelid join pg_namespace n on n.oid = c.relnamespace
   where ${own} and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'i')
   order by n.nspname collate "C", c.relname collate "C"`;

export const relations = `
  select c.oid, n.nspname::text as schema, c.relname::text as name,
         case c.relkind when 'r' then 'table' when 'p' then 'partitioned table' when 'v' then 'view' else 'materialized view' end as kind,
         c.relpersistence = 'u' as unlogged, obj_description(c.oid, 'pg_class') as comment,
         array(select unnest(c.reloptions) order by 1) as options,
         case when c.relkind in ('v', 'm') then pg_get_viewdef(c.oid, true) end as query,
         case when c.relkind = 'p' then pg_get_partkeydef(c.oid) end as "partitionKey",
         (select i.inhparent::regclass::text || ' ' || pg_get_expr(c.relpartbound, c.oid) from pg_inherits i where i.inhrelid = c.oid and c.relispartition) as "partitionOf",
         case when c.relforcerowsecurity then 'forced' when c.relrowsecurity then 'on' else 'off' end as "rowSecurity",
         ${grants('c.relacl', 'c.relowner')} as grants
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
   where ${own} and c.relkind in ('r', 'p', 'v', 'm') and ${notOfExtension('pg_class', 'c.oid')}
   order by n.nspname collate "C", c.relname collate "C"`;

/**
 * A column of a view has no NOT NULL of its own. It counts as never null where every column of the same name in the tables below
 * the view is never null, which holds for plain columns and inner joins.
 */
const neverNullBelow = `
  coalesce((
    select bool_and(b.attnotnull)
      from pg_rewrite r join pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = r.oid and d.refclassid = 'pg_class'::regclass
           join pg_attribute b on b.attrelid = d.refobjid and b.attnum = d.refobjsubid
     where r.ev_class = a.attrelid and d.refobjid <> a.attrelid and b.attname = a.attname), false)`;

export const columns = `
  select a.attrelid as oid, a.attname::text as name, format_type(a.atttypid, a.atttypmod) as type,
         coalesce(nullif(base.typname, ''), t.typname)::text as "baseType", array_type.oid is not null as "isArray",
         case when a.attcollation <> t.typcollation then (select quote_ident(k.collname) from pg_collation k where k.oid = a.attcollation) end as collation,
         case when c.relkind in ('v', 'm') then ${neverNullBelow} else a.attnotnull end as "notNull",
         pg_get_expr(f.adbin, f.adrelid) as default,
         case when a.attgenerated = 's' then 'stored' when a.attidentity = 'a' then 'identity always' when a.attidentity = 'd' then 'identity by default' else '' end as generated,
         col_description(a.attrelid, a.attnum) as comment,
         case when coalesce(base.typtype, t.typtype) = 'e' then array(select l.enumlabel::text from pg_enum l where l.enumtypid = coalesce(base.oid, t.oid) order by l.enumsortorder) end as labels,
         ${grants('a.attacl', 'c.relowner')} as grants
    from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_type t on t.oid = a.atttypid
         left join pg_type array_type on array_type.oid = t.oid and t.typcategory = 'A'
         left join pg_type base on base.oid = case when t.typcategory = 'A' then t.typelem when t.typtype = 'd' then t.typbasetype end
         left join pg_attrdef f on f.adrelid = a.attrelid and f.adnum = a.attnum
   where a.attrelid = any ($1) and a.attnum > 0 and not a.attisdropped order by a.attrelid, a.attnum`;

export const constraints = `
  select c.conrelid as oid, c.conname::text as name, pg_get_constraintdef(c.oid) as definition, obj_description(c.oid, 'pg_constraint') as comment
    from pg_constraint c where c.conrelid = any ($1) and c.contype in ('p', 'u', 'f', 'c', 'x') and c.conparentid = 0
   order by position(c.contype::text in 'pucfx'), c.conname collate "C"`;

export const indexes = `
  select i.indrelid as oid, x.relname::text as name, pg_get_indexdef(i.indexrelid) as definition, obj_description(i.indexrelid, 'pg_class') as comment
    from pg_index i join pg_class x on x.oid = i.indexrelid
   where i.indrelid = any ($1) and not x.relispartition and not exists (select from pg_constraint c where c.conindid = i.indexrelid and c.contype in ('p', 'u', 'x'))
   order by x.relname collate "C"`;

export const statistics = `
  select s.stxrelid as oid, s.stxname::text as name, pg_get_statisticsobjdef(s.oid) as definition, obj_description(s.oid, 'pg_statistic_ext') as comment
    from pg_statistic_ext s where s.stxrelid = any ($1) order by s.stxname collate "C"`;

export const triggers = `
  select t.tgrelid as oid, t.tgname::text as name, pg_get_triggerdef(t.oid) as definition, obj_description(t.oid, 'pg_trigger') as comment
    from pg_trigger t where t.tgrelid = any ($1) and not t.tgisinternal and t.tgparentid = 0 order by t.tgname collate "C"`;

export const policies = `
  select p.polrelid as oid, p.polname::text as name, p.polpermissive as permissive,
         case p.polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' when 'd' then 'delete' else 'all' end as command,
         array(select coalesce(g.rolname::text, 'public') from unnest(p.polroles) as o left join pg_roles g on g.oid = o order by 1) as roles,
         pg_get_expr(p.polqual, p.polrelid) as using, pg_get_expr(p.polwithcheck, p.polrelid) as check, obj_description(p.oid, 'pg_policy') as comment
    from pg_policy p where p.polrelid = any ($1) order by p.polname collate "C"`;

export const functions = `
  select n.nspname::text as schema, p.proname::text as name, case p.prokind when 'p' then 'procedure' else 'function' end as kind,
         pg_get_function_arguments(p.oid) as arguments, pg_get_function_identity_arguments(p.oid) as identity, pg_get_function_result(p.oid) as result,
         l.lanname::text as language,
         array_remove(array[
           case p.provolatile when 'i' then 'immutable' when 's' then 'stable' end,
           case when p.proisstrict then 'strict' end, case when p.prosecdef then 'security definer' end, case when p.proleakproof then 'leakproof' end,
           case p.proparallel when 's' then 'parallel safe' when 'r' then 'parallel restricted' end,
           case when p.procost <> 100 then 'cost ' || p.procost end, case when p.prorows not in (0, 1000) then 'rows ' || p.prorows end
         ] || array(select 'set ' || regexp_replace(s, '=', ' = ') from unnest(p.proconfig) as s order by s), null) as properties,
         coalesce(pg_get_function_sqlbody(p.oid), p.prosrc) as body, p.prosqlbody is not null as atomic,
         obj_description(p.oid, 'pg_proc') as comment, ${grants("coalesce(p.proacl, acldefault('f', p.proowner))", 'p.proowner')} as grants
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace join pg_language l on l.oid = p.prolang
   where ${own} and p.prokind in ('f', 'p') and ${notOfExtension('pg_proc', 'p.oid')}
   order by n.nspname collate "C", p.proname collate "C", pg_get_function_identity_arguments(p.oid) collate "C"`;
