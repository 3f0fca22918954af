import { readFileSync, readdirSync } from 'fs';
import { join } from 'path';
import { Outcome, OUTCOMES, RoundTrip } from './round-trip';
import { SourceFile } from '../../src/lint/documents';

const FOLDER = join(__dirname, 'examples');

/** The manifests of the document from which this project started (seed), and all that the repositories of the drivers have for Lustre and ONTAP. */
export const EXAMPLES: readonly SourceFile[] = readdirSync(FOLDER).sort().map(name => ({ name, text: readFileSync(join(FOLDER, name), 'utf8') }));

export type Table = { readonly [outcome in Outcome | 'objects']: number };

export function tableOf(results: readonly RoundTrip[]): Table {
  const outcomes = results.flatMap(result => Object.values(result.outcomes));
  const counts = OUTCOMES.map(outcome => [outcome, outcomes.filter(one => one === outcome).length]);
  return { objects: outcomes.length, ...Object.fromEntries(counts) } as Table;
}

/** Of the objects of FSx that FSx and the driver accept: the part that is equal, and the part that is equal except for the connection. */
export function ratesOf({ objects, equal, connection, rejected, left }: Table) {
  const legal = objects - rejected - left;
  return { equal: equal / legal, equalExceptConnection: (equal + connection) / legal };
}
