import { z } from 'zod';
import { lineOfText } from '../lib/text.ts';

export const usernameSchema = z
  .string()
  .toLowerCase()
  .regex(
    /^[a-z0-9][a-z0-9._-]{1,31}$/,
    'must be 2 to 32 of a-z, 0-9, dot, underscore and hyphen, beginning with a letter or digit',
  )
  .meta({ examples: ['claire'], description: 'Case-insensitive' });

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
const displayNameSchema = lineOfText(1, 80);

export const userSchema = z
  .object({
    id: z.uuid(),
    username: z.string(),
    displayName: z.string(),
    // Absent from older servers.
    kind: z
      .enum(['person', 'bot'])
      .default('person')
      .meta({ description: 'A bot writes and never signs in' }),
    role: roleSchema,
    disabled: z.boolean(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'User' });
export type User = z.output<typeof userSchema>;

export const newUserSchema = z
  .strictObject({
    username: usernameSchema,
    password: passwordSchema,
    displayName: displayNameSchema.optional(),
    role: roleSchema.optional(),
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
    username: usernameSchema,
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

export const passwordChangeSchema = z
  .strictObject({ currentPassword: z.string().max(1024), newPassword: passwordSchema })
  .meta({ id: 'PasswordChange' });

export const passwordResetSchema = z
  .strictObject({ newPassword: passwordSchema })
  .meta({ id: 'PasswordReset' });
