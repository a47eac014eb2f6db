/** What the panel of what is known says. */
import { count } from "../../../strings";

export const said = {
  title: "What is known, and what can be found",
  verdict: (subjects: number, products: number | null) =>
    `${subjects > 0 ? `Something is known of ${count(subjects, "shopper")}.` : "Nothing is known of anybody yet."} ${
      products === null
        ? "The catalogue does not answer at the moment."
        : `${count(products, "product")} can be found.`
    }`,
  sample: (subjects: number) =>
    `n = ${count(subjects, "shopper")}, as last saved: ten seconds ago at most.`,
  caption: "What is known, in numbers",
  what: "What",
  many: "How many",
  names: {
    subjects: "shoppers with likings",
    personas: "with dials",
    carts: "with a cart",
    consents: "who set what is kept",
    products: "products",
    categories: "categories",
    brands: "brands",
  },
  version: (version: string) => `version ${version}`,
};
