//! Each step tied to the tables: a stage takes tables and leaves tables.

pub mod columns;
pub mod extract;
pub mod leads;
pub mod link;
pub mod listed;
pub mod looks;
pub mod missing;
pub mod network;
pub mod photos;
pub mod read;
pub mod report_input;
pub mod seal;
pub mod style;
pub mod table_rows;
pub mod trends;
pub mod wholes;
