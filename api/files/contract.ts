import { z } from 'zod';
import { idSchema } from '../lib/ids.ts';

/** The most files of one message. */
export const MOST_FILES = 10;
/** The bytes of an upload that comes without `Content-Length`, as Electron sends it, where its sender knows. */
export const FILE_SIZE_HEADER = 'workspace-file-size';

export const fileSchema = z
  .object({
    id: z.uuid(),
    name: z.string(),
    type: z.string().meta({
      description: 'The media type, found from the bytes; what the sender says is not believed',
    }),
    size: z.int().meta({ description: 'Bytes' }),
    sha256: z.string().meta({
      description: 'In hexadecimal. Of photographs without their position and other metadata',
    }),
    width: z.int().nullable().meta({ description: 'Pixels, upright; null of what is no picture' }),
    height: z.int().nullable(),
    hasThumbnail: z.boolean().meta({ description: 'Whether GET /files/{id}/thumbnail has one' }),
    createdAt: z.iso.datetime(),
    uploaderId: z.uuid(),
  })
  .meta({ id: 'File' });
export type File = z.output<typeof fileSchema>;

export const fileIdsSchema = z
  .array(idSchema)
  .max(MOST_FILES)
  .refine((ids) => new Set(ids).size === ids.length, 'must name each file once')
  .meta({
    description: `Up to ${MOST_FILES} files that the author has uploaded and that are in no message yet`,
  });

export const uploadQuerySchema = z.object({
  name: z
    .string()
    .optional()
    .meta({ description: 'The name of the file; that of the part where it is multipart' }),
});

export const fileListQuerySchema = z.object({
  before: z
    .string()
    .regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\/\d{1,2}$/, 'must be the `next` of a page')
    .optional()
    .meta({ description: '`next` of the page before' }),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});
export type FileListQuery = z.output<typeof fileListQuerySchema>;

/** A file, and the message that it is in. */
export const channelFileSchema = fileSchema
  .extend({
    messageId: z.uuid(),
    channelId: z.uuid().meta({ description: 'The channel, or a thread of it' }),
    seq: z.int().meta({ description: "The message's" }),
    sentAt: z.iso.datetime().meta({ description: "The message's time" }),
  })
  .meta({ id: 'ChannelFile' });
export type ChannelFile = z.output<typeof channelFileSchema>;

export const fileListSchema = z
  .object({
    files: z.array(channelFileSchema),
    next: z.string().nullable().meta({ description: 'Where the next page begins' }),
  })
  .meta({ id: 'FileList' });
export type FileList = z.output<typeof fileListSchema>;

export const fileLimitsSchema = z
  .object({ mostBytes: z.int().meta({ description: 'Of one file (MAX_FILE_BYTES)' }) })
  .meta({ id: 'FileLimits' });

const spaceSchema = z.object({
  files: z.int(),
  bytes: z.int().meta({ description: 'Of the files themselves, without their small pictures' }),
});

/** What files take, as administrators see it. */
export const filesUsageSchema = z
  .object({
    total: spaceSchema,
    unsent: spaceSchema.meta({
      description: 'Of it, in no message: pictures of people, and uploads of the last day',
    }),
    people: z
      .array(spaceSchema.extend({ userId: z.uuid(), username: z.string() }))
      .meta({ description: 'By who uploaded them, the most first; at most 100' }),
    channels: z
      .array(
        spaceSchema.extend({
          kind: z.enum(['public', 'private', 'direct']),
          channelId: z.uuid().nullable(),
          name: z.string().nullable(),
        }),
      )
      .meta({
        description:
          'With their threads, the most first; at most 100. All direct channels are one line, without id and name',
      }),
    largest: z
      .array(
        z.object({
          id: z.uuid(),
          name: z.string().nullable().meta({
            description: 'Null in private and direct channels that the caller is not in',
          }),
          size: z.int(),
          uploaderId: z.uuid(),
          username: z.string(),
          kind: z.enum(['public', 'private', 'direct']).nullable().meta({
            description: "Its channel's; null while no message has it",
          }),
          channelId: z.uuid().nullable(),
          channelName: z.string().nullable(),
          createdAt: z.iso.datetime(),
        }),
      )
      .meta({ description: 'The largest 20' }),
  })
  .meta({ id: 'FilesUsage' });
export type FilesUsage = z.output<typeof filesUsageSchema>;
