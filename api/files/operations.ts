import { z } from 'zod';
import { idParam, json, noContent, operations } from '../http/operation.ts';
import {
  fileLimitsSchema,
  fileListQuerySchema,
  fileListSchema,
  fileSchema,
  filesUsageSchema,
  uploadQuerySchema,
} from './contract.ts';

const bytes = z.any().meta({ type: 'string', format: 'binary' });

export const fileOperations = operations('Files', {
  uploadFile: {
    method: 'post',
    path: '/files',
    summary: 'Upload a file, for a message to come',
    description:
      'The bytes are the body, whatever its `Content-Type`, and `name` is the name; or the body is `multipart/form-data` with one file. Where a file is in no message for a day, it goes. Position and other metadata are taken out of photographs.',
    request: {
      query: uploadQuerySchema,
      body: {
        content: {
          'application/octet-stream': { schema: bytes },
          'multipart/form-data': { schema: z.object({ file: bytes }) },
        },
      },
    },
    responses: {
      201: json(fileSchema, 'It is stored'),
    },
    refuses: ['file-too-large', 'storage-full', 'invalid-request'],
    mostBytes: Number.POSITIVE_INFINITY,
    isStreamed: true,
  },
  // These two before those of one file, whose path fits them as well.
  getFileLimits: {
    method: 'get',
    path: '/files/limits',
    summary: 'How large a file may be',
    description: 'So that nobody sends what is refused. A proxy before the server may take less.',
    responses: {
      200: json(fileLimitsSchema, 'The limits'),
    },
  },
  getFilesUsage: {
    method: 'get',
    path: '/files/usage',
    summary: 'The space that files take, by person and channel (administrators)',
    description:
      'With the largest files. What a file is called is told of those in public channels, and of those that the caller sees.',
    responses: {
      200: json(filesUsageSchema, 'The space'),
    },
  },
  downloadFile: {
    method: 'get',
    path: '/files/{id}',
    summary: 'The bytes of a file that the caller has uploaded, or whose message they may see',
    description:
      'A range of them with `Range` (RFC 9110, section 14), and nothing with `If-None-Match`. Pictures, sounds, films and PDF may be shown by a browser; all else is for saving alone.',
    request: { params: idParam },
    responses: {
      200: { description: 'The bytes', content: { 'application/octet-stream': { schema: bytes } } },
      206: { description: 'A part', content: { 'application/octet-stream': { schema: bytes } } },
      304: { description: 'It is as the caller has it' },
    },
    refuses: ['range-not-satisfiable'],
  },
  downloadThumbnail: {
    method: 'get',
    path: '/files/{id}/thumbnail',
    summary: 'A small picture of a picture: WebP, of at most 720 pixels',
    request: { params: idParam },
    responses: {
      200: { description: 'The picture', content: { 'image/webp': { schema: bytes } } },
      304: { description: 'It is as the caller has it' },
    },
  },
  deleteFile: {
    method: 'delete',
    path: '/files/{id}',
    summary: 'Take a file out of its message (who uploaded it and administrators)',
    description: 'A message that was this file alone is deleted with it.',
    request: { params: idParam },
    responses: {
      204: noContent('It is gone'),
    },
  },
  listFiles: {
    method: 'get',
    path: '/channels/{id}/files',
    summary: 'The files of a channel and of its threads, the newest first',
    request: { params: idParam, query: fileListQuerySchema },
    responses: {
      200: json(fileListSchema, 'A page of files'),
    },
  },
});
