import { PriceRow, PriceTable } from './prices';
import { LustreDeploymentType as Lustre, LustreStorageType, StorageLimits, deploymentTypesWith } from '../lustre/limits';
import { OntapDeploymentType as Ontap } from '../ontap/limits';

/** The parts of a service price list file that the advisor reads; other services and terms are ignored. */
interface OfferFile {
  readonly formatVersion?: string;
  readonly publicationDate?: string;
  readonly products?: { readonly [sku: string]: Product };
  readonly terms?: { readonly OnDemand?: { readonly [sku: string]: { readonly [term: string]: Term } } };
}

interface Product {
  readonly attributes?: { readonly [name: string]: string };
}

interface Term {
  readonly priceDimensions?: { readonly [rateCode: string]: Dimension };
}

interface Dimension {
  readonly unit?: string;
  readonly beginRange?: string;
  readonly pricePerUnit?: { readonly USD?: string };
}

type Attributes = { readonly [name: string]: string };
type Found = Pick<PriceRow, 'deploymentType' | 'storageType' | 'perUnit' | 'item'>;

const SERVICE = /^AmazonFSx$/i;
const { SSD, HDD } = LustreStorageType;

/** Which product a price is for. Products of the price list without a row here are ignored. */
const PRODUCTS: readonly {
  readonly unit: RegExp;
  readonly matches: (a: Attributes) => boolean;
  readonly found: (a: Attributes) => Found[];
}[] = [
  {
    unit: /^GB-Mo/i,
    matches: a => is(a, 'fileSystemType', 'Lustre') && is(a, 'storageType', 'SSD'),
    found: a => lustreStorage(SSD, tier(a)),
  },
  {
    unit: /^GB-Mo/i,
    matches: a => is(a, 'fileSystemType', 'Lustre') && is(a, 'storageType', 'HDD'),
    found: a => lustreStorage(HDD, tier(a)),
  },
  {
    unit: /^IOPS-Mo/i,
    matches: a => is(a, 'fileSystemType', 'Lustre'),
    found: () => deploymentTypesWith(({ storage }) => storage[SSD]?.metadataIops !== undefined)
      .map(deploymentType => ({ deploymentType, storageType: SSD, item: 'metadata-iops' })),
  },
  {
    unit: /^GB-Mo/i,
    matches: a => is(a, 'fileSystemType', 'ONTAP') && is(a, 'storageType', 'SSD'),
    found: a => ontap(a, 'storage'),
  },
  { unit: /^(MiBps|MBps)-Mo/i, matches: a => is(a, 'fileSystemType', 'ONTAP'), found: a => ontap(a, 'throughput') },
  { unit: /^IOPS-Mo/i, matches: a => is(a, 'fileSystemType', 'ONTAP'), found: a => ontap(a, 'iops') },
];

/**
 * Reads a service price list file of the AWS Price List Bulk API for AmazonFSx in one Region, as JSON.
 *
 * https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/reading-service-price-list-files.html
 */
export function parsePriceList(content: string): PriceTable {
  const file = parsed(content);
  const { products, terms } = file;
  if (!products || !terms?.OnDemand) {
    throw new Error('the price list has no products and terms.OnDemand. '
      + 'Fix: pass a service price list file of AmazonFSx as JSON, as the AWS Price List Bulk API returns it.');
  }
  const regions = new Set<string>();
  const rows = Object.entries(products).flatMap(([sku, { attributes = {} }]) => {
    if (!SERVICE.test(attributes.servicecode ?? '')) {
      return [];
    }
    const found = Object.values(terms.OnDemand?.[sku] ?? {})
      .flatMap(({ priceDimensions = {} }) => Object.values(priceDimensions))
      .flatMap(dimension => priced(sku, attributes, dimension));
    if (found.length > 0) {
      regions.add(attributes.regionCode ?? attributes.location ?? 'unknown Region');
    }
    return found;
  });
  if (rows.length === 0) {
    throw new Error('the price list contains no price of FSx for Lustre or ONTAP. Fix: pass the file of AmazonFSx.');
  }
  if (regions.size > 1) {
    throw new Error(`the price list contains several Regions: ${[...regions].sort().join(', ')}. Fix: pass the file of one Region.`);
  }
  return { region: [...regions][0], date: (file.publicationDate ?? 'unknown date').slice(0, 10), rows: unambiguous(rows) };
}

function parsed(content: string): OfferFile {
  try {
    const value = JSON.parse(content);
    return typeof value === 'object' && value !== null ? value : {};
  } catch (error) {
    throw new Error(`the price list is not JSON: ${(error as Error).message}`);
  }
}

function priced(sku: string, attributes: Attributes, { unit = '', beginRange = '0', pricePerUnit }: Dimension): PriceRow[] {
  const usd = Number(pricePerUnit?.USD);
  // A free tier or a later tier of a range is not the price.
  if (pricePerUnit?.USD === undefined || !Number.isFinite(usd) || usd <= 0 || Number(beginRange) !== 0) {
    return [];
  }
  return PRODUCTS.filter(row => row.unit.test(unit) && row.matches(attributes)).flatMap(row => row.found(attributes))
    .map(found => ({ ...found, usd, unit, confidence: 'price list', source: `AWS Price List, SKU ${sku}` }));
}

/** A product with two prices would let the order of the file decide; none of them is used. */
function unambiguous(rows: readonly PriceRow[]): PriceRow[] {
  const keyOf = ({ deploymentType, storageType, perUnit, item }: PriceRow) =>
    JSON.stringify([deploymentType, storageType, perUnit, item]);
  return rows.filter((row, index) => {
    const same = rows.filter(other => keyOf(other) === keyOf(row));
    return same.every(({ usd }) => usd === row.usd) && rows.findIndex(other => keyOf(other) === keyOf(row)) === index;
  });
}

/** The price list does not name the deployment type: the throughput identifies it. Scratch storage has none. */
function lustreStorage(storageType: LustreStorageType, perUnit: number): Found[] {
  if (Number.isNaN(perUnit)) {
    return storageType === SSD ? [{ deploymentType: Lustre.SCRATCH_2, storageType, item: 'storage' }] : [];
  }
  const offersTier = (limits: StorageLimits) => limits.tiers.some(each => each.perUnit === perUnit);
  return deploymentTypesWith(({ storage: { [storageType]: limits } }) => limits !== undefined && offersTier(limits))
    .map(deploymentType => ({ deploymentType, storageType, perUnit, item: 'storage' }));
}

/** `Single-AZ`, `Multi-AZ`, and for later generations with a number, such as `Single-AZ_2N`. */
function ontap(a: Attributes, item: PriceRow['item']): Found[] {
  const [, zones, generation = '1'] = /^(single|multi)-az(?:[ _-]?(\d))?/i.exec(a.deploymentOption ?? '') ?? [];
  const deploymentType = `${zones?.toUpperCase()}_AZ_${generation}` as Ontap;
  return Object.values(Ontap).includes(deploymentType) ? [{ deploymentType, item }] : [];
}

function tier({ throughputCapacity }: Attributes): number {
  return Number.parseInt(throughputCapacity ?? '', 10);
}

function is(attributes: Attributes, name: string, value: string): boolean {
  return attributes[name]?.toLowerCase() === value.toLowerCase();
}
