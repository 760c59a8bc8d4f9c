import { type Kysely, sql } from 'kysely';

/**
 * Each user has a small number, in the order in which they were made, which never changes: so that who is
 * connected is said in a bit a user.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `alter table users add column number integer`,
  `update users set number = numbered.number
   from (select id, row_number() over (order by created_at, id) as number from users) numbered
   where numbered.id = users.id`,
  `alter table users alter column number set not null`,
  `create unique index users_number on users (number)`,
  // Not a sequence: what is restored brings its numbers, after which the next one follows by itself. The
  // lock makes those who add users at the same time take turns.
  `create function number_user() returns trigger language plpgsql as $$
    begin
      perform pg_advisory_xact_lock(hashtext('workspace: numbers of users'));
      select coalesce(max(number), 0) + 1 into new.number from users;
      return new;
    end $$`,
  `create trigger users_number before insert on users for each row
    when (new.number is null) execute function number_user()`,
];
