import { parsePriceList } from './price-list';
import { PriceTable } from './prices';
import { rejectInvalid } from '../validation/input';

/** Prices that replace those of this library in recommendations. */
export class StoragePrices {
  /**
   * Prices of a service price list file of AmazonFSx for one Region, as JSON.
   *
   * Options whose price the file does not contain are listed last, without a price. An unsupported format fails.
   *
   * @param content the content of the file
   * @see https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/using-the-aws-price-list-bulk-api.html
   */
  public static fromAwsPriceList(content: string): StoragePrices {
    if (typeof content !== 'string') {
      rejectInvalid('StoragePrices.fromAwsPriceList()', { fields: { content: { type: 'string', required: true } }, value: { content } });
    }
    try {
      return new StoragePrices(parsePriceList(content));
    } catch (error) {
      throw new Error(`StoragePrices.fromAwsPriceList(): ${(error as Error).message}`);
    }
  }

  /** The Region of the prices. */
  public readonly region: string;

  /** The date on which AWS published the prices. */
  public readonly date: string;

  private constructor(
    /** @internal */
    public readonly _table: PriceTable,
  ) {
    this.region = _table.region;
    this.date = _table.date;
  }
}
