import { z } from 'zod';
import { isEmoji } from '../lib/emoji.ts';
import { idSchema } from '../lib/ids.ts';
import { codePointName } from '../lib/invisible.ts';
import { nameText } from '../lib/text.ts';

/** A user name that there may be: older versions let it end in any of its characters. */
export const usernameSchema = z
  .string()
  .toLowerCase()
  .regex(/^[a-z0-9][a-z0-9._-]{1,31}$/);

/** They stand for several people in mentions. */
const RESERVED = ['all', 'tous', 'here', 'ici', 'channel', 'everyone'];

/** What a new user may be called. */
export const newUsernameSchema = z
  .string()
  .toLowerCase()
  .regex(/^[a-z0-9][a-z0-9._-]{0,30}[a-z0-9]$/, { error: ({ input }) => usernameFault(input) })
  .refine(
    (name) => !RESERVED.includes(name),
    `must not be ${RESERVED.join(', ')}, which stand for several people`,
  )
  .meta({
    examples: ['claire'],
    description: `Case-insensitive; none of ${RESERVED.join(', ')}`,
  });

function usernameFault(given: unknown): string {
  const characters = 'a-z, 0-9, dot, underscore and hyphen';
  const foreign = typeof given === 'string' ? /[^a-z0-9._-]/u.exec(given)?.[0] : undefined;
  return foreign === undefined
    ? `must be 2 to 32 of ${characters}, beginning and ending with a letter or digit`
    : `must not contain ${codePointName(foreign)}: use ${characters}`;
}

export const passwordSchema = z
  .string()
  .min(10, 'must be at least 10 characters long')
  .max(256, 'must be at most 256 characters long')
  .refine((value) => value.isWellFormed(), 'must be well-formed Unicode')
  .meta({ examples: ['correct horse battery'] });

export const NOT_THE_USERNAME = 'must not be the user name';

export function isPasswordFor(username: string, password: string): boolean {
  return password.toLowerCase() !== username;
}

export const roleSchema = z.enum(['admin', 'member']);
const displayNameSchema = nameText(1, 80);

/** What a user says of themselves for a while. */
export const userStatusSchema = z
  .object({
    emoji: z.string().optional(),
    text: z.string().optional(),
    until: z.iso.datetime().optional().meta({ description: 'When it ends by itself' }),
  })
  .meta({ id: 'UserStatus' });

export const userSchema = z
  .object({
    id: z.uuid(),
    // Absent from older servers, like `kind`.
    number: z
      .int()
      .optional()
      .meta({ description: 'Counts users as they were made, from 1; it never changes' }),
    username: z.string(),
    displayName: z.string(),
    kind: z
      .enum(['person', 'bot'])
      .default('person')
      .meta({ description: 'A bot writes and never signs in' }),
    role: roleSchema,
    disabled: z.boolean(),
    createdAt: z.iso.datetime(),
    // Absent from servers before 1.1, like those below.
    status: userStatusSchema.nullable().default(null),
    doNotDisturbUntil: z.iso.datetime().nullable().default(null),
    timeZone: z
      .string()
      .nullable()
      .default(null)
      .meta({ description: 'Where the user was last, for their local time: Europe/Paris' }),
    sharesReads: z.boolean().default(true).meta({
      description: 'Others see in direct channels how far the user has read, and so do they',
    }),
    avatarId: z
      .uuid()
      .nullable()
      .default(null)
      .meta({ description: 'Their picture: GET /files/{avatarId}/thumbnail' }),
  })
  .meta({ id: 'User' });
export type User = z.output<typeof userSchema>;

const mustChange = z
  .boolean()
  .meta({ description: 'Whether the user is asked for another password at the next sign-in' });

export const newUserSchema = z
  .strictObject({
    username: newUsernameSchema,
    password: passwordSchema,
    displayName: displayNameSchema.optional(),
    role: roleSchema.optional(),
    mustChangePassword: mustChange.default(false),
  })
  .refine((user) => isPasswordFor(user.username, user.password), {
    path: ['password'],
    message: NOT_THE_USERNAME,
  })
  .meta({ id: 'NewUser' });
export type NewUser = z.output<typeof newUserSchema>;

export const setupRequestSchema = z
  .strictObject({
    setupToken: z.string().max(200),
    username: newUsernameSchema,
    password: passwordSchema,
    displayName: displayNameSchema.optional(),
  })
  .refine((user) => isPasswordFor(user.username, user.password), {
    path: ['password'],
    message: NOT_THE_USERNAME,
  })
  .meta({ id: 'SetupRequest' });

export const userChangeSchema = z
  .strictObject({
    displayName: displayNameSchema.optional(),
    role: roleSchema.optional(),
    disabled: z.boolean().optional(),
  })
  .meta({ id: 'UserChange' });
export type UserChange = z.output<typeof userChangeSchema>;

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}

const newStatusSchema = z
  .strictObject({
    emoji: z.string().refine(isEmoji, 'must be one emoji: a sequence of RGI_Emoji').optional(),
    text: nameText(1, 100).optional(),
    until: z.iso.datetime().optional(),
  })
  .refine(({ emoji, text }) => emoji !== undefined || text !== undefined, {
    message: 'must have an emoji or a text; null takes it away',
  });

export const ownUserChangeSchema = z
  .strictObject({
    displayName: displayNameSchema.optional(),
    status: newStatusSchema.nullable().optional(),
    doNotDisturbUntil: z.iso.datetime().nullable().optional(),
    timeZone: z
      .string()
      .refine(isTimeZone, 'must be a time zone of the IANA database, such as Europe/Paris')
      .optional(),
    sharesReads: z.boolean().optional(),
    avatarId: idSchema
      .nullable()
      .optional()
      .meta({ description: 'A picture that the caller has uploaded and that no message has' }),
  })
  .meta({ id: 'OwnUserChange' });
export type OwnUserChange = z.output<typeof ownUserChangeSchema>;

export const passwordChangeSchema = z
  .strictObject({ currentPassword: z.string().max(1024), newPassword: passwordSchema })
  .meta({ id: 'PasswordChange' });

export const passwordResetSchema = z
  .strictObject({ newPassword: passwordSchema, mustChangePassword: mustChange.default(true) })
  .meta({ id: 'PasswordReset' });
