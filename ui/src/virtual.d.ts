declare module "virtual:components" {
  import type { Component } from "./backend/types";

  const components: Component[];
  export default components;
}
