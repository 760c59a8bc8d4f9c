import { z } from 'zod';

/** A UUID as clients send it: compared and stored in lower case. */
export const idSchema = z.uuid().toLowerCase();
