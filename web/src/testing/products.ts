/** Products and results for tests, with the least that a test needs to say. */
import type { Product, Result } from "../product/types";

/** A product whose name follows from its sku. */
export function productOf(sku: string, more: Partial<Product> = {}): Product {
  return {
    sku,
    name: sku.replaceAll("-", " "),
    brand: "Oatfern",
    category: "Milk",
    department: "Dairy",
    price: 2.5,
    regular_price: null,
    size: "1 l",
    unit: "",
    description: "",
    ingredients: "",
    diets: [],
    allergens: [],
    attributes: [],
    in_stock: true,
    image: "",
    ...more,
  };
}

/** A result for it. */
export function resultOf(
  sku: string,
  { product, ...more }: Partial<Omit<Result, "product">> & { product?: Partial<Product> } = {},
): Result {
  return {
    product: productOf(sku, product),
    position: 1,
    score: 1,
    reasons: [{ code: "text_match", text: "Matches your words", evidence: [] }],
    usual: null,
    ...more,
  };
}
