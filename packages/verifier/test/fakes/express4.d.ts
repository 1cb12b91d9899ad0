// Express 4 under an alias; the types of Express 5 describe what the tests use of it.
declare module "express4" {
  import express from "express";
  export = express;
}
