import { readFileSync } from 'fs';
import { InvalidArgumentError } from 'commander';
import { StoragePrices } from '../ml/storage-prices';

/** The prices of a file of the AWS Price List. */
export function pricesOfFile(path: string): StoragePrices {
  let content: string;
  try {
    content = readFileSync(path, 'utf8');
  } catch (error) {
    throw new InvalidArgumentError(`It must be a file that can be read: ${(error as Error).message}`);
  }
  try {
    return StoragePrices.fromAwsPriceList(content);
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}

export const PRICES_OPTION = '--prices <file>';
export const PRICES_HELP = 'AWS price list file of AmazonFSx for your Region, as JSON (default: list prices of us-east-1)';
