# Scoring inside other engines: Spark in local mode with two workers, Dask, Polars, DuckDB. Uses the wheel of
# python-binding.sh; Spark needs Java.
stage "Python: Spark, Dask, Polars, DuckDB"

python_cluster() {
  python_wheel
  have java || need_debian openjdk-17-jre-headless
  say "installing the tools of bindings/python/requirements-cluster.txt"
  "$VENV/bin/python" -m pip install --quiet --disable-pip-version-check -r bindings/python/requirements-cluster.txt
  mkdir -p target/spark
  MILEPOST_INSTALLED=all PYSPARK_PYTHON="$VENV/bin/python" PYSPARK_DRIVER_PYTHON="$VENV/bin/python" \
    "$VENV/bin/python" -m pytest -q --basetemp=target/spark/tests \
    bindings/python/tests/test_ext.py bindings/python/tests/test_spark.py
}

python_cluster
