import path from 'node:path';
import type { Config } from '../config.ts';
import { createFolderStorage } from './folder-storage.ts';
import { createS3Storage } from './s3/s3-storage.ts';
import type { Storage } from './storage.ts';

export type StorageSettings = Pick<
  Config,
  | 'DATA_DIR'
  | 'FILES_DIR'
  | 'FILES_S3_ENDPOINT'
  | 'FILES_S3_BUCKET'
  | 'FILES_S3_REGION'
  | 'FILES_S3_ACCESS_KEY_ID'
  | 'FILES_S3_SECRET_ACCESS_KEY'
>;

/** The storage of files that the configuration names: a bucket, or else a folder. */
export function openStorage(config: StorageSettings): Storage {
  const { FILES_S3_ENDPOINT: endpoint, FILES_S3_BUCKET: bucket, FILES_S3_REGION: region } = config;
  const { FILES_S3_ACCESS_KEY_ID: accessKeyId, FILES_S3_SECRET_ACCESS_KEY: secretAccessKey } =
    config;
  if (
    endpoint === undefined ||
    bucket === undefined ||
    accessKeyId === undefined ||
    secretAccessKey === undefined
  ) {
    return createFolderStorage(folderOf(config));
  }
  return createS3Storage({ endpoint, bucket, region, accessKeyId, secretAccessKey });
}

/** Where files are that are in a folder. */
export const folderOf = ({ DATA_DIR, FILES_DIR }: Pick<Config, 'DATA_DIR' | 'FILES_DIR'>) =>
  FILES_DIR ?? path.join(DATA_DIR, 'files');

/** The storage's name for people. */
export function nameOfStorage(config: StorageSettings): string {
  const { FILES_S3_ENDPOINT: endpoint, FILES_S3_BUCKET: bucket } = config;
  return endpoint === undefined || bucket === undefined
    ? folderOf(config)
    : `the bucket ${bucket} of ${endpoint}`;
}
