package org.uacce.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.DataPageV1;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.LocalInputFile;

/** The data pages of uncompressed Parquet files, as a codec gets them, column by column. */
final class ParquetPages {
  private ParquetPages() {}

  static List<byte[]> plain(Path folder) throws IOException {
    return pages(folder, encoding -> encoding == Encoding.PLAIN);
  }

  /**
   * Indices into dictionaries; pages of columns that gave up their dictionary are not among them.
   */
  static List<byte[]> dictionary(Path folder) throws IOException {
    return pages(folder, Encoding::usesDictionary);
  }

  private static List<byte[]> pages(Path folder, Predicate<Encoding> wanted) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.filter(file -> file.toString().endsWith(".parquet")).sorted().toList();
    }
    List<byte[]> pages = new ArrayList<>();
    for (Path file : files) {
      try (ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(file))) {
        List<ColumnDescriptor> columns =
            reader.getFooter().getFileMetaData().getSchema().getColumns();
        for (PageReadStore group = reader.readNextRowGroup();
            group != null;
            group = reader.readNextRowGroup()) {
          for (ColumnDescriptor column : columns) {
            addPages(group.getPageReader(column), wanted, pages);
          }
        }
      }
    }
    return pages;
  }

  private static void addPages(PageReader reader, Predicate<Encoding> wanted, List<byte[]> pages)
      throws IOException {
    for (DataPage page = reader.readPage(); page != null; page = reader.readPage()) {
      if (page instanceof DataPageV1 first && wanted.test(first.getValueEncoding())) {
        pages.add(Streams.bytesOf(first.getBytes()::writeAllTo));
      }
    }
  }
}
