import { z } from 'zod';

/** A UUID as clients send it: compared and stored in lower case. */
export const idSchema = z.uuid().toLowerCase();

/** The nil UUID, which is nobody's id (RFC 9562, section 5.9). */
export const NIL_ID = '00000000-0000-0000-0000-000000000000';
